/// A format of a library that may keep several logins in one place.
package protocol SelectiveLegacyFormat: LegacyFormat {
    /// What of a selection can be told in this format.
    var selectable: Set<LegacySelection.Part> { get }

    /// Which of the logins are meant.
    var selection: LegacySelection { get set }
}

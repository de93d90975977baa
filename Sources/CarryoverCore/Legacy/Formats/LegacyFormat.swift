/// How a library lays its logins out in a JSON document.
///
/// A string that holds a JSON object, as the values of a browser's local storage do, is given as that object.
package protocol LegacyFormat: Sendable {
    /// The kind of source, as the configuration names it.
    var kind: String { get }

    /// Where each login stands that the document seems to hold.
    func logins(in document: JSONValue) -> [LegacyTokenPlaces]
}

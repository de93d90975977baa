import CarryoverCore

/// How logins lie in keyring items.
///
/// All of it blocks.
protocol KeyringLayout: Sendable {
    /// Which items it is about, for the person whose they are.
    var text: String { get }

    /// The same for everybody: nothing personal is in it.
    var maskedText: String { get }

    /// Whether a rotated login can be written.
    var isWritable: Bool { get }

    /// Looks for logins.
    func find(_ search: ForeignKeyring.Search, place: String) throws(StoreError) -> LegacyFinding

    /// Puts a rotated login in the place of the old one. Returns what stood in the way.
    func replace(
        _ old: LegacyCredential,
        with rotated: LegacyCredential,
        _ search: ForeignKeyring.Search,
        place: String
    ) throws(StoreError) -> LegacySourceError?

    /// Takes a login out of the keyring. Returns what stood in the way.
    func erase(
        _ credential: LegacyCredential,
        _ search: ForeignKeyring.Search,
        place: String
    ) throws(StoreError) -> LegacySourceError?
}

extension LegacySourceError {
    /// Several items cannot be changed at once, and one after the other a crash could leave half a token.
    static func inPieces(_ place: String) -> LegacySourceError {
        LegacySourceError(.readOnly, place: place, detail: "it is cut into several items")
    }
}

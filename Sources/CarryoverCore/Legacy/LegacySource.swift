/// A place where an older version of the app, or the library it used, left its login.
///
/// Three answers must never be mixed up: something is there, nothing is there (proven), and it could not be told.
/// An implementation never changes anything but the credential itself, and never blocks a thread of the
/// cooperative pool. It may be called from any task.
public protocol LegacySource: Sendable {
    /// The kind of place, as the configuration names it.
    var kind: String { get }

    /// Where it is, for people: a path or a pattern, nothing secret.
    var location: String { get }

    /// Whether a rotated credential can be written back to it; `true` unless the source says otherwise.
    ///
    /// Where it cannot, it is kept in the own store, and it may not be possible to erase the old one either: both then
    /// fail with ``LegacySourceError/Reason/readOnly``.
    var isWritable: Bool { get }

    /// Looks for credentials.
    func find() async -> LegacyFinding

    /// Puts a rotated credential in the place of the one it replaces, durably, in the format of the place.
    ///
    /// - Throws: ``LegacySourceError``; with ``LegacySourceError/Reason/readOnly`` where the place cannot be written,
    ///   so that the caller keeps the rotated credential itself.
    func writeBack(_ rotated: LegacyCredential, replacing old: LegacyEntry) async throws(LegacySourceError)

    /// Takes every token of the credential out of its place, and leaves all else as it is.
    ///
    /// - Throws: ``LegacySourceError``. Erasing what is not there any more succeeds.
    func erase(_ entry: LegacyEntry) async throws(LegacySourceError)
}

extension LegacySource {
    /// Places can be written unless it is said otherwise.
    public var isWritable: Bool { true }
}

/// What a look into a source gave.
public struct LegacyFinding: Sendable {
    /// The usable credentials, in the order of the source.
    public var entries: [LegacyEntry]
    /// Places that exist but could not be read: with one of these, no entries does not mean nothing is there.
    public var unreadable: [LegacySourceError]
    /// Places that could be read and hold nothing that can be understood.
    public var malformed: [LegacySourceError]
    /// Places that are there, could be read and hold no login; nothing is wrong with them.
    public var withoutLogin: [String]

    /// Creates a finding.
    public init(
        entries: [LegacyEntry] = [],
        unreadable: [LegacySourceError] = [],
        malformed: [LegacySourceError] = [],
        withoutLogin: [String] = []
    ) {
        self.entries = entries
        self.unreadable = unreadable
        self.malformed = malformed
        self.withoutLogin = withoutLogin
    }
}

/// A credential and the exact place it was found in.
public struct LegacyEntry: Sendable {
    /// The credential.
    public let credential: LegacyCredential
    /// The place within the source, such as a path; nothing secret.
    public let place: String

    /// Creates an entry.
    public init(credential: LegacyCredential, place: String) {
        self.credential = credential
        self.place = place
    }
}

/// Why a source could not be read, written or understood.
public struct LegacySourceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure.
    public enum Reason: String, Sendable {
        /// It exists and could not be read.
        case unreadable
        /// It is not what its kind should look like.
        case malformed
        /// It cannot be written by nature.
        case readOnly = "read-only"
        /// Writing failed.
        case writeFailed = "write-failed"
        /// The place is not in a state in which it can be read, such as a locked keyring.
        case locked
    }

    /// The kind of failure.
    public let reason: Reason
    /// The place it is about.
    public let place: String
    /// What was wrong, without any of the content.
    public let detail: String
    /// Whether no login can go unseen by it all the same, as where it is proven that nobody provides a keyring.
    package var hidesNothing = false

    /// Creates an error.
    public init(_ reason: Reason, place: String, detail: String) {
        self.reason = reason
        self.place = place
        self.detail = detail
    }

    /// What it is, in words, without anything secret.
    public var description: String { "\(place): \(reason.rawValue) (\(detail))" }
}

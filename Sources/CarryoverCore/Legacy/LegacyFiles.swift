public import FoundationEssentials

/// Access to the files that another app's login left behind.
///
/// Those files belong to somebody else: reading follows links, replacing keeps mode and owner and goes through a
/// temporary file in the same folder, and neither happens on a thread of the cooperative pool.
public protocol LegacyFiles: Sendable {
    /// The paths that a pattern names, sorted: `*`, `?` and `[…]` within a component, as a shell reads them.
    ///
    /// A pattern without a wildcard names itself, whether the file exists or not. What cannot be looked at hides nothing
    /// of the rest.
    func expand(_ pattern: String) async -> LegacyPaths

    /// Reads a file whole.
    ///
    /// - Returns: The content, or `nil` when it is proven that there is no such file.
    /// - Throws: ``LegacyFileError`` when it cannot be told or read.
    func read(_ path: String) async throws(LegacyFileError) -> LegacyFile?

    /// Replaces a file durably, provided that it is still the one that was read.
    func replace(_ file: LegacyFile, with content: Secret) async throws(LegacyFileError)

    /// Removes a file durably, provided that it is still the one that was read.
    func remove(_ file: LegacyFile) async throws(LegacyFileError)
}

/// What a pattern names.
public struct LegacyPaths: Sendable {
    /// The paths that match.
    public var found: [String]
    /// Folders that exist and could not be listed, and paths that could not be followed: there may be more behind them.
    public var unreadable: [LegacyFileError]

    /// Creates an answer.
    public init(_ found: [String] = [], unreadable: [LegacyFileError] = []) {
        self.found = found
        self.unreadable = unreadable
    }
}

/// A file as it was when it was read.
public struct LegacyFile: Sendable {
    /// The path that was asked for.
    public let path: String
    /// The content.
    public let content: Secret
    /// Inode, size and time of change, so that a later write by somebody else is noticed.
    public let version: String
    /// When the content was written, where that is known; some formats count an expiry from then.
    public let modifiedAt: Date?

    /// Creates a file.
    public init(path: String, content: Secret, version: String, modifiedAt: Date? = nil) {
        self.path = path
        self.content = content
        self.version = version
        self.modifiedAt = modifiedAt
    }
}

/// Why a legacy file could not be read, replaced or removed.
public struct LegacyFileError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Reason: String, Sendable {
        /// It exists and may not be read or written.
        case permission
        /// It changed since it was read.
        case changed
        /// It is larger than a token file can reasonably be.
        case tooLarge = "too-large"
        /// It is a folder, a socket or a device.
        case notAFile = "not-a-file"
        /// No space is left.
        case full
        /// The system refused for another reason.
        case system
    }

    /// The kind of failure.
    public let reason: Reason
    /// The path it is about.
    public let path: String
    /// What the system said.
    public let detail: String

    /// Creates an error.
    public init(_ reason: Reason, path: String, detail: String) {
        self.reason = reason
        self.path = path
        self.detail = detail
    }

    /// What it is, in words, without anything secret.
    public var description: String { "\(path): \(reason.rawValue) (\(detail))" }
}

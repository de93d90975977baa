import CarryoverCore
import FoundationEssentials

/// The note beside the lock that says which backend holds the record.
///
/// There is nothing secret in it.
struct BackendMarker: Sendable, Equatable {
    private static let family = "carryover backend "
    private static let version: UInt64 = 1
    private static let title = "\(family)\(version)"

    var backend: StoreDescription.Backend
    /// Since when, in seconds since 1970.
    var since: Int
    /// The code of the error that ruled the keyring out, or `nil`.
    var reason: String?
    /// Whether the other backend may still hold what was moved from there.
    var hasLeftover = false

    init(backend: StoreDescription.Backend, since: Date, reason: String?) {
        self.backend = backend
        self.since = Int(since.timeIntervalSince1970)
        self.reason = reason
    }

    /// Reads a note, or returns `nil` when it cannot be understood.
    init?(_ text: String) {
        let lines = text.split(separator: "\n")
        guard lines.first == Substring(Self.title) else { return nil }
        var fields: [Substring: Substring] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            fields[parts[0]] = parts[1]
        }
        guard let name = fields["backend"], let backend = StoreDescription.Backend(rawValue: String(name)),
            backend != .memory,
            let since = fields["since"].flatMap({ Int($0) })
        else { return nil }
        self.backend = backend
        self.since = since
        reason = fields["reason"].map(String.init)
        hasLeftover = fields["leftover"] == "yes"
    }

    /// The version that a note is of, where that is a newer one; what it says, only that version knows.
    static func newerVersion(of text: String) -> UInt64? {
        guard let title = text.split(separator: "\n").first, title.hasPrefix(family) else { return nil }
        return UInt64(title.dropFirst(family.count)).flatMap { $0 > version ? $0 : nil }
    }

    var text: String {
        var text = "\(Self.title)\nbackend=\(backend.rawValue)\nsince=\(since)\n"
        if let reason { text += "reason=\(reason)\n" }
        if hasLeftover { text += "leftover=yes\n" }
        return text
    }

    /// The note for a person.
    var explanation: String {
        let day = Date(timeIntervalSince1970: TimeInterval(since)).formatted(.iso8601)
        return (reason.map { "no keyring (\($0)), " } ?? "") + "since \(day)"
    }
}

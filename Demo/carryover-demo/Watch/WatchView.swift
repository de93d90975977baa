/// What the full-screen view shows, as plain values.
struct WatchView: Sendable, Equatable {
    /// A line in the list of what happened.
    struct Entry: Sendable, Equatable {
        var clock: String
        var text: String
        var ink: Ink
    }

    /// A request that has no answer yet.
    struct Request: Sendable, Equatable {
        var id: Int
        var text: String
        /// The uptime it began at, in seconds.
        var began: Double
    }

    /// A countdown: what is left of how much, in seconds.
    struct Countdown: Sendable, Equatable {
        var left: Double
        var total: Double
    }

    /// The newest events that are kept; more than any terminal has rows.
    private static let longestHistory = 300

    /// The user's home folder, which is written as a tilde.
    var home: String?
    var app = ""
    var provider = ""
    var clock = ""
    var state = "…"
    var subject: String?
    var issuer: String?
    /// The access token's fingerprint.
    var token: String?
    var isRefreshable = false
    var generation: UInt64 = 0
    var refresh: Countdown?
    var expiry: Countdown?
    var store = "…"
    var storeDetail: String?
    var isStoreReady = true
    var lockHolder: Int?
    var isLockOurs = false
    var migration = "…"
    var lastError: String?
    var pendingRevocations = 0
    var rollout = "…"
    var requests: [Request] = []
    /// The present uptime, in seconds.
    var uptime = 0.0
    /// Whether the view ends as soon as the answer to a refresh is stored.
    var isEnding = false
    private(set) var entries: [Entry] = []

    mutating func add(_ entry: Entry) {
        var entry = entry
        entry.text = short(entry.text)
        entries.append(entry)
        if entries.count > Self.longestHistory { entries.removeFirst(entries.count - Self.longestHistory) }
    }

    /// Text with the home folder as a tilde.
    func short(_ text: String) -> String {
        guard let home, home.hasPrefix("/"), home != "/" else { return text }
        return text.replacing("\(home)/", with: "~/")
    }

    /// What colour the state has.
    var stateInk: Ink {
        switch state {
        case "active": .good
        case "legacy": .old
        case "expired", "migrating", "…": .warning
        default: .bad
        }
    }
}

/// How often what happened since the last reset.
package struct LedgerCounters: Sendable, Codable, Hashable {
    /// Requests by `server METHOD /path`.
    package internal(set) var requests: [String: Int] = [:]
    /// Answers by `server outcome`.
    package internal(set) var outcomes: [String: Int] = [:]

    /// Returns how often a path of a server was asked for.
    package func requests(_ server: ServerName, _ method: String, _ path: String) -> Int {
        requests["\(server) \(method) \(path)"] ?? 0
    }

    /// Returns how often a server's answer had that outcome.
    package func outcomes(_ server: ServerName, _ outcome: String) -> Int {
        outcomes["\(server) \(outcome)"] ?? 0
    }
}

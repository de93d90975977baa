import Carryover

/// One request that a server has recorded, and its answer; no token, only fingerprints.
struct Exchange: Sendable, Equatable {
    var server: String
    var method: String
    var path: String
    /// The place of its arrival, and of its answer, in the order of all that the servers saw.
    var arrival: Int64
    var answer: Int64?
    var status: Int64?
    /// What the server says it did, in one word.
    var outcome: String
    var faults: [String]
    var idempotencyKey: String?
    /// Fingerprints of the tokens that were sent, and of those that were given.
    var presented: [String]
    var issued: [String]

    /// Reads an entry of the servers' ledger.
    init?(_ entry: JSONObject) {
        guard let server = entry["server"]?.string, let arrival = entry["sequence"]?.integer else {
            return nil
        }
        self.server = server
        self.arrival = arrival
        method = entry["method"]?.string ?? ""
        path = entry["path"]?.string ?? ""
        answer = entry["answered_sequence"]?.integer
        status = entry["status"]?.integer
        outcome = entry["outcome"]?.string ?? ""
        faults = (entry["faults"]?.array ?? []).compactMap(\.string)
        idempotencyKey = entry["idempotency_key"]?.string
        presented = Self.fingerprints(entry["presented"])
        // The API says in a word whose token it took; that is no token.
        issued = server == "api" ? [] : Self.fingerprints(entry["issued"])
    }

    /// Whether a server, and not the app, asked: for the keys that old tokens are verified with.
    var isBetweenServers: Bool { server == "legacy" && path.hasSuffix("jwks.json") }

    /// Whether the answer never reached the one who asked.
    var isAnswerLost: Bool { status == nil || faults.contains("lose-answer") }

    /// As many digits as ``Fingerprint/description`` has, each token once, in a stable order.
    private static func fingerprints(_ value: JSONValue?) -> [String] {
        let all = (value?.object?.members ?? []).compactMap { $0.value.string }.map { String($0.prefix(8)) }
        var seen: [String] = []
        for fingerprint in all where !seen.contains(fingerprint) { seen.append(fingerprint) }
        return seen
    }
}

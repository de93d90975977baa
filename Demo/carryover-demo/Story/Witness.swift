/// Keeps count of what the servers have seen, and says what is new.
struct Witness: Sendable {
    var signIns = 0
    var launches = 0
    private(set) var requests = 0
    private(set) var sessions = 0
    private(set) var revocations = 0
    /// Fingerprints of tokens that the old provider gave.
    private(set) var oldTokens: Set<String> = []
    private var seenArrivals: Set<Int64> = []
    private var seenAnswers: Set<Int64> = []

    /// What is new in the servers' record, in the order it happened.
    mutating func see(_ exchanges: [Exchange]) -> [Moment] {
        var moments: [(Int64, Moment)] = []
        for exchange in exchanges {
            if seenArrivals.insert(exchange.arrival).inserted {
                requests += 1
                moments.append(
                    (exchange.arrival, exchange.isBetweenServers ? .aside(exchange) : .request(exchange))
                )
            }
            guard let answer = exchange.answer, seenAnswers.insert(exchange.arrival).inserted else {
                continue
            }
            count(exchange)
            if !exchange.isBetweenServers { moments.append((answer, .answer(exchange))) }
        }
        return moments.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Takes note of requests that are not part of the story.
    mutating func skip(_ exchanges: [Exchange]) {
        seenArrivals.formUnion(exchanges.map(\.arrival))
        seenAnswers.formUnion(exchanges.map(\.arrival))
    }

    private mutating func count(_ exchange: Exchange) {
        if exchange.server == "legacy" { oldTokens.formUnion(exchange.issued) }
        switch exchange.outcome {
        case "session-created", "access-key-exchanged": sessions += 1
        case "revoked": revocations += 1
        default: break
        }
    }

    /// What there is to count at the end.
    ///
    /// - Parameter seconds: How long the story took.
    func facts(seconds: Double) -> [StorySummary.Fact] {
        [
            .init(name: "asked to sign in", value: Self.times(max(signIns - 1, 0))),
            .init(name: "starts of the app", value: String(launches)),
            .init(name: "new sessions", value: String(sessions)),
            .init(name: "old logins revoked", value: String(revocations)),
            .init(name: "requests in all", value: String(requests)),
            .init(name: "seconds", value: StoryTime.text(seconds)),
        ]
    }

    private static func times(_ count: Int) -> String {
        switch count {
        case 0: "never"
        case 1: "once"
        default: "\(count) times"
        }
    }
}

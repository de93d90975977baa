import Testing

@testable import CarryoverCore

struct MigrationMachineTests {
    /// What comes of an action, in a script.
    enum Outcome: Sendable {
        case ok
        case fails(ProviderError.Kind)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var isStale = false
        var isExpired = false
        var canRefresh = true
        /// What each refresh and each exchange comes to, in order; what is missing goes well.
        var refreshes: [Outcome] = []
        var exchanges: [Outcome] = []
        let path: [String]
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "all is well", path: ["note", "exchange", "store", "migrated"]),
        Case(
            name: "stale",
            isStale: true,
            path: ["refresh", "note", "exchange", "store", "migrated"]
        ),
        Case(
            name: "stale and cannot refresh",
            isStale: true,
            canRefresh: false,
            path: ["note", "exchange", "store", "migrated"]
        ),
        Case(
            name: "refused, refreshed, taken",
            exchanges: [.fails(.refused)],
            path: ["note", "exchange", "refresh", "note", "exchange", "store", "migrated"]
        ),
        Case(
            name: "refused twice",
            exchanges: [.fails(.refused), .fails(.refused)],
            path: ["note", "exchange", "refresh", "note", "exchange", "rejected"]
        ),
        Case(
            name: "refused after a refresh",
            isStale: true,
            exchanges: [.fails(.refused)],
            path: ["refresh", "note", "exchange", "rejected"]
        ),
        Case(
            name: "refused, and nothing to refresh with",
            canRefresh: false,
            exchanges: [.fails(.refused)],
            path: ["note", "exchange", "rejected"]
        ),
        Case(
            name: "refused, and the refresh is refused too",
            refreshes: [.fails(.refused)],
            exchanges: [.fails(.refused)],
            path: ["note", "exchange", "refresh", "rejected"]
        ),
        Case(
            name: "refused, and the old provider is misconfigured",
            refreshes: [.fails(.configuration)],
            exchanges: [.fails(.refused)],
            path: ["note", "exchange", "refresh", "deferred"]
        ),
        Case(
            name: "refused, and the old provider is away for a moment",
            refreshes: [.fails(.transient)],
            exchanges: [.fails(.refused)],
            path: ["note", "exchange", "refresh", "wait", "refresh", "note", "exchange", "store", "migrated"]
        ),
        Case(
            name: "near its end, and the refresh is refused",
            isStale: true,
            refreshes: [.fails(.refused)],
            path: ["refresh", "note", "exchange", "store", "migrated"]
        ),
        Case(
            name: "near its end, and the old provider's answer is lost",
            isStale: true,
            refreshes: [.fails(.transient)],
            path: ["refresh", "note", "exchange", "store", "migrated"]
        ),
        Case(
            name: "near its end, the old provider's answer is lost, and the new one refuses",
            isStale: true,
            refreshes: [.fails(.transient)],
            exchanges: [.fails(.refused)],
            path: ["refresh", "note", "exchange", "refresh", "note", "exchange", "store", "migrated"]
        ),
        Case(
            name: "near its end, the refresh is refused, and the exchange too",
            isStale: true,
            refreshes: [.fails(.refused)],
            exchanges: [.fails(.refused)],
            path: ["refresh", "note", "exchange", "rejected"]
        ),
        Case(
            name: "expired, and the refresh is refused",
            isStale: true,
            isExpired: true,
            refreshes: [.fails(.refused)],
            path: ["refresh", "rejected"]
        ),
        Case(
            name: "expired, and the old provider is misconfigured",
            isStale: true,
            isExpired: true,
            refreshes: [.fails(.configuration)],
            path: ["refresh", "deferred"]
        ),
        Case(
            name: "expired, and the old provider is away for a moment",
            isStale: true,
            isExpired: true,
            refreshes: [.fails(.transient)],
            path: ["refresh", "wait", "refresh", "note", "exchange", "store", "migrated"]
        ),
        Case(
            name: "away for a moment",
            exchanges: [.fails(.transient)],
            path: ["note", "exchange", "wait", "exchange", "store", "migrated"]
        ),
        Case(
            name: "away for too long",
            exchanges: Array(repeating: .fails(.transient), count: 20),
            path: [
                "note", "exchange", "wait", "exchange", "wait", "exchange", "wait", "exchange", "deferred",
            ]
        ),
        Case(
            name: "away, then refused, then taken",
            exchanges: [.fails(.transient), .fails(.refused)],
            path: [
                "note", "exchange", "wait", "exchange", "refresh", "note", "exchange", "store", "migrated",
            ]
        ),
        Case(
            name: "no such endpoint",
            exchanges: [.fails(.configuration)],
            path: ["note", "exchange", "deferred"]
        ),
        Case(
            name: "user not known yet",
            exchanges: [.fails(.notProvisioned)],
            path: ["note", "exchange", "deferred"]
        ),
    ]

    @Test("each attempt takes its path and comes to an end", arguments: cases)
    func paths(_ row: Case) {
        var machine = MigrationMachine(
            facts: .init(isStale: row.isStale, isExpired: row.isExpired, canRefresh: row.canRefresh),
            budget: .seconds(10),
            backOff: BackOff(first: .seconds(1), longest: .seconds(5))
        )
        var (refreshes, exchanges) = (row.refreshes[...], row.exchanges[...])
        var elapsed = Duration.zero
        var path: [String] = []
        var action = machine.begin()
        for _ in 1...50 {
            switch action {
            case .refreshLegacy:
                path.append("refresh")
                if case .fails(let kind) = refreshes.popFirst() {
                    action = machine.legacyRefreshFailed(Self.error(kind), elapsed: elapsed, fraction: 1)
                } else {
                    action = machine.legacyRefreshed()
                }
            case .note:
                path.append("note")
                action = machine.noted()
            case .exchange:
                path.append("exchange")
                if case .fails(let kind) = exchanges.popFirst() {
                    action = machine.exchangeFailed(Self.error(kind), elapsed: elapsed, fraction: 1)
                } else {
                    action = machine.exchanged()
                }
            case .wait(let duration):
                path.append("wait")
                elapsed += duration
                action = machine.waited()
            case .store:
                path.append("store")
                action = machine.stored()
            case .finish(let ending):
                switch ending {
                case .migrated: path.append("migrated")
                case .deferred: path.append("deferred")
                case .rejected: path.append("rejected")
                }
                #expect(path == row.path)
                #expect(elapsed < .seconds(10))
                return
            }
        }
        Issue.record("it never ends: \(path)")
    }

    private static func error(_ kind: ProviderError.Kind) -> ProviderError {
        ProviderError(kind, code: "c", endpoint: Bench.endpoint("https://a.b"))
    }

    @Test("a wait that the server asks for and the budget does not allow defers at once")
    func longRetryAfter() {
        var machine = MigrationMachine(
            facts: .init(isStale: false, isExpired: false, canRefresh: false),
            budget: .seconds(10),
            backOff: BackOff(first: .seconds(1), longest: .seconds(5))
        )
        _ = machine.begin()
        let error = ProviderError(
            .transient,
            code: "http-503",
            endpoint: Bench.endpoint("https://a.b"),
            retryAfter: .seconds(30)
        )
        let action = machine.exchangeFailed(error, elapsed: .zero, fraction: 0)
        #expect(action == .finish(.deferred(code: "http-503", retryAfter: .seconds(30))))
    }
}

import FoundationEssentials
import Testing

@testable import CarryoverCore

struct OutboxPolicyTests {
    private let policy = OutboxPolicy(abandonsAfter: .seconds(1000))
    private let session = Session(
        accessToken: Secret("a"),
        refreshToken: Secret("r"),
        attributes: ["x": Secret("t")]
    )

    private func item(
        _ access: String = "legacy",
        refresh: String? = nil,
        notBefore: Double? = nil,
        attempts: Int = 0
    ) -> PendingRevocation {
        let credential = LegacyCredential(
            accessToken: Secret(access),
            refreshToken: refresh.map { Secret($0) }
        )
        var item = PendingRevocation(
            id: "1",
            target: .legacy(credential),
            enqueuedAt: Date(timeIntervalSince1970: 0),
            notBefore: notBefore.map { Date(timeIntervalSince1970: $0) }
        )
        item.attempts = attempts
        return item
    }

    private func decide(_ item: PendingRevocation, at seconds: Double, with session: Session? = nil)
        -> OutboxPolicy.Decision
    {
        policy.decision(on: item, session: session, now: Date(timeIntervalSince1970: seconds))
    }

    @Test(
        "an item waits for its time, both sides of it",
        arguments: [(99.0, true), (100, false), (101, false)]
    )
    func time(_ row: (now: Double, waits: Bool)) {
        #expect(decide(item(notBefore: 100), at: row.now) == (row.waits ? .wait : .revoke))
    }

    @Test(
        "a launch tries again what failed once or twice, unless the server asked for a longer wait",
        arguments: [
            (OutboxUrgency.whenDue, 1, 20.0, true), (.atLaunch, 1, 20, false),
            (.atLaunch, 2, 60, false), (.atLaunch, 3, 60, true), (.atLaunch, 1, 31, true),
            (.atLaunch, 0, 20, true), (.atOnce, 9, 4000, false), (.atOnce, 0, 20, true),
        ]
    )
    func urgency(_ row: (urgency: OutboxUrgency, attempts: Int, left: Double, waits: Bool)) {
        let policy = OutboxPolicy(abandonsAfter: .seconds(1000), urgency: row.urgency)
        let now = Date(timeIntervalSince1970: 0)
        let decision = policy.decision(
            on: item(notBefore: row.left, attempts: row.attempts),
            session: nil,
            now: now
        )
        #expect(decision == (row.waits ? .wait : .revoke))
    }

    @Test("an item without a time is revoked now")
    func now() {
        #expect(decide(item(), at: 0) == .revoke)
    }

    @Test("a clock that was set back keeps nothing waiting for longer than it was told to")
    func clockSetBack() {
        #expect(decide(item(notBefore: 100), at: -86_400 * 365) == .revoke)
        #expect(decide(item(notBefore: 86_400 * 30), at: 1) == .wait, "a long rollback window is one")
    }

    @Test(
        "nothing is revoked that the session in use holds",
        arguments: [
            ("a", nil, true), ("r", nil, true), ("legacy", "r", true), ("legacy", "a", true),
            ("t", nil, true),
            ("legacy", "other", false),
        ] as [(String, String?, Bool)]
    )
    func dangerous(_ row: (access: String, refresh: String?, isDangerous: Bool)) {
        let decision = decide(item(row.access, refresh: row.refresh), at: 0, with: session)
        #expect(decision == (row.isDangerous ? .dropDangerous : .revoke))
        #expect(decide(item(row.access, refresh: row.refresh), at: 0) == .revoke)
    }

    @Test("an old session's revocation is dangerous where it shares a token with the new one")
    func sessions() {
        let old = Session(accessToken: Secret("other"), refreshToken: Secret("r"))
        let item = PendingRevocation(
            id: "1",
            target: .session(old),
            enqueuedAt: Date(timeIntervalSince1970: 0)
        )
        #expect(decide(item, at: 0, with: session) == .dropDangerous)
    }

    @Test(
        "what has failed for too long is given up, and what was never tried is not",
        arguments: [
            (1000.0, 1, false), (1001, 1, true), (1001, 0, false),
        ]
    )
    func abandoned(_ row: (now: Double, attempts: Int, isGivenUp: Bool)) {
        let decision = decide(item(attempts: row.attempts), at: row.now)
        #expect(decision == (row.isGivenUp ? .dropAbandoned : .revoke))
    }

    @Test("each failure doubles the wait, within bounds, and the server can only make it longer")
    func backOff() {
        let backOff = BackOff(first: .seconds(2), longest: .seconds(60))
        #expect(
            (0...8).map { backOff.ceiling(afterFailures: $0) }
                == [2, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) }
        )
        #expect(backOff.ceiling(afterFailures: .max) == .seconds(60))
        for count in 1...10 {
            for fraction in [-1, 0, 0.3, 1, 2] {
                let wait = backOff.wait(afterFailures: count, retryAfter: nil, fraction: fraction)
                let ceiling = backOff.ceiling(afterFailures: count)
                #expect(wait >= ceiling / 2 && wait <= ceiling)
            }
        }
        #expect(backOff.wait(afterFailures: 1, retryAfter: .seconds(500), fraction: 0) == .seconds(500))
        #expect(backOff.wait(afterFailures: 9, retryAfter: .seconds(1), fraction: 1) == .seconds(60))
    }

    @Test("the pause after failures ends by itself, and with a success at once")
    func cooldown() {
        var cooldown = Cooldown()
        let backOff = BackOff(first: .seconds(2), longest: .seconds(60))
        let error = SessionError(.transient, "x")
        #expect(cooldown.error(at: .zero) == nil)
        cooldown.failed(error, retryAfter: nil, at: .seconds(100), policy: backOff, fraction: 1)
        #expect(cooldown.error(at: .seconds(101.9))?.code == .transient)
        #expect(cooldown.error(at: .seconds(102)) == nil)
        cooldown.failed(error, retryAfter: nil, at: .seconds(102), policy: backOff, fraction: 1)
        #expect(cooldown.end == .seconds(106))
        cooldown.succeeded()
        #expect(cooldown.end == nil)
        #expect(cooldown.error(at: .seconds(102)) == nil)
    }
}

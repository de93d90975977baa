import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

struct ScheduleTests {
    private let time = ManualTimeSource()
    private let schedule = Schedule(refreshPolicy: RefreshPolicy(leeway: .seconds(60)))

    private func held(_ body: (inout SessionRecord) -> Void) -> HeldSession {
        var record = SessionRecord()
        body(&record)
        return HeldSession(record: record)
    }

    private func record(_ session: Session) -> SessionRecord {
        var record = SessionRecord()
        record.session = session
        return record
    }

    private func session(_ lifetime: Duration?, isRefreshable: Bool = true) -> Session {
        Session(
            accessToken: Secret("a"),
            refreshToken: isRefreshable ? Secret("r") : nil,
            lifetime: lifetime.map { TokenLifetime($0, from: time) }
        )
    }

    private func next(_ held: HeldSession?, cooldown: Duration? = nil, fraction: Double = 0) -> Duration? {
        schedule.next(held, cooldown: cooldown, at: time, fraction: fraction).map { $0 - time.uptime }
    }

    @Test(
        "a token is due a leeway before its end, and up to half a leeway earlier, never later",
        arguments: [0.0, 0.5, 1]
    )
    func due(fraction: Double) {
        let held = held { $0.session = session(.seconds(3600)) }
        #expect(next(held, fraction: fraction) == .seconds(3540 - 30 * fraction))
    }

    @Test("a short life has a short leeway")
    func shortLife() {
        #expect(next(held { $0.session = session(.seconds(40)) }) == .seconds(30))
    }

    @Test("a pause after failures comes first")
    func cooldown() {
        let held = held { $0.session = session(.seconds(40)) }
        #expect(next(held, cooldown: time.uptime + .seconds(35)) == .seconds(35))
        #expect(next(held, cooldown: time.uptime + .seconds(5)) == .seconds(30))
    }

    @Test("the end of a token is an event, because the state is another one then")
    func expiry() {
        let held = held { $0.session = session(.seconds(40)) }
        #expect(next(held, cooldown: time.uptime + .seconds(300)) == .seconds(40))
        let unrefreshable = HeldSession(record: record(session(.seconds(60), isRefreshable: false)))
        #expect(next(unrefreshable) == .seconds(60))
        time.advance(by: .seconds(60))
        #expect(next(held, cooldown: time.uptime + .seconds(300)) == .seconds(300))
        #expect(next(unrefreshable) == nil)
    }

    @Test("tokens that could not be written are an event until they are")
    func unsaved() {
        let held = held { $0.session = session(.seconds(3600)) }
        let next = schedule.next(held, cooldown: nil, hasUnsaved: true, at: time, fraction: 0)
        #expect(next.map { $0 - time.uptime } == .seconds(60))
    }

    @Test("a refresh token that may be spent is due at the end, or as usual inside the provider's window")
    func putOff() {
        var record = record(session(.seconds(3600)))
        record.refreshIntent = RefreshIntent(token: Fingerprint(of: Secret("r")), startedAt: time.wall)
        #expect(next(HeldSession(record: record)) == .seconds(3600))
        let tolerant = Schedule(refreshPolicy: RefreshPolicy(), reuseWindow: .seconds(30))
        let due = tolerant.next(HeldSession(record: record), cooldown: nil, at: time, fraction: 0)
        #expect(due.map { $0 - time.uptime } == .seconds(3540))
    }

    @Test("ten thousand clients whose tokens were issued in one second do not come back in one")
    func spread() {
        let held = held { $0.session = session(.seconds(3600)) }
        var generator = SystemRandomNumberGenerator()
        var seconds: [Int64: Int] = [:]
        for _ in 0..<10_000 {
            let fraction = Double.random(in: 0...1, using: &generator)
            guard let next = next(held, fraction: fraction) else { continue }
            seconds[next.components.seconds, default: 0] += 1
        }
        #expect(seconds.count >= 30)
        #expect(seconds.values.allSatisfy { $0 < 1000 })
    }

    @Test("without anything to come there is no timer")
    func nothing() {
        #expect(next(nil) == nil)
        #expect(next(held { _ in }) == nil)
        #expect(next(held { $0.session = session(nil) }) == nil)
    }

    @Test("the earliest of several events counts")
    func earliest() {
        let held = held { record in
            record.session = session(.seconds(3600))
            record.outbox = [
                PendingRevocation(
                    id: "1",
                    target: .legacy(LegacyCredential()),
                    enqueuedAt: time.wall,
                    notBefore: time.wall.addingTimeInterval(100)
                )
            ]
            record.migration.windowClosesAt = time.wall.addingTimeInterval(50)
        }
        #expect(next(held) == .seconds(50))
    }

    @Test("a deferred migration is an event, a finished one is none")
    func deferred() {
        func record(_ step: MigrationStep) -> HeldSession {
            held { record in
                record.migration.step = step
                record.migration.retryAt = time.wall.addingTimeInterval(70)
            }
        }
        #expect(next(record(.deferred)) == .seconds(70))
        #expect(next(record(.rejected)) == nil)
    }

    @Test("what is overdue is due now")
    func overdue() {
        let held = held { $0.migration.windowClosesAt = time.wall.addingTimeInterval(-1000) }
        #expect(next(held) == .zero)
    }
}

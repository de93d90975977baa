import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// Kills the process at every step of a migration, just before and just after the step takes effect.
@Suite(.timeLimit(.minutes(10)))
struct MigrationCrashTests {
    struct Scene: CustomTestStringConvertible, Sendable {
        let name: String
        var lifetime: Duration = .seconds(3600)
        var isReadOnly = false
        var isRefusedFirst = false
        var testDescription: String { name }
    }

    static let scenes = [
        Scene(name: "a fresh token"),
        Scene(name: "an expired token", lifetime: .seconds(-10)),
        Scene(
            name: "an expired token that cannot be written back",
            lifetime: .seconds(-10),
            isReadOnly: true
        ),
        Scene(name: "a token that is refused at first", isRefusedFirst: true),
    ]

    @Test(
        "whenever the process dies, the next one has a session and ends the legacy one",
        arguments: scenes,
        Lifeline.Moment.allCases
    )
    func dies(_ scene: Scene, _ moment: Lifeline.Moment) async throws {
        var step = 1
        while try await survives(scene, diesAt: step, moment) { step += 1 }
        #expect(step > 7, "the scene has fewer steps than a migration can have")
    }

    @Test(
        "whenever two processes in a row die, the third one has a session and ends the legacy one",
        arguments: scenes
    )
    func diesTwice(_ scene: Scene) async throws {
        for first in 1...12 {
            for second in 1...12 {
                _ = try await survives(scene, diesAt: first, .after, then: second)
            }
        }
    }

    /// Returns whether the process died at all.
    private func survives(
        _ scene: Scene,
        diesAt step: Int,
        _ moment: Lifeline.Moment,
        then second: Int? = nil
    ) async throws -> Bool {
        let bench = Bench(legacyLifetime: scene.lifetime)
        let legacy = try #require(bench.source.credential)
        if scene.isReadOnly { bench.source.failWriting(.writeFailed) }
        if scene.isRefusedFirst {
            bench.transport.fail(1, .answered(.json(401, #"{"message":"unauthorised"}"#)))
        }
        let note: Comment = "\(scene.name), dead \(moment.rawValue) step \(step), then \(second ?? 0)"

        let mortal = MortalProcess(bench, diesAt: step, moment)
        try await mortal.manager().start()
        #expect(mortal.broken.isEmpty, note)
        if let second {
            let other = MortalProcess(bench, diesAt: second, .before)
            try await other.manager().start(retryingNow: true)
            #expect(other.broken.isEmpty, note)
        }

        let next = MortalProcess(bench, diesAt: nil, .before)
        let manager = try next.manager()
        let report = await manager.start(retryingNow: true)
        #expect(report.state.name == "active", note)
        let answer = try await manager.send(HTTPRequest(.get, Bench.endpoint(Servers.api + "/me")))
        #expect(answer.body.exposed == #"{"user":"new"}"#, note)
        // A revocation that was begun by the dead process may wait for its time.
        bench.time.advance(by: .seconds(60))
        try await next.manager().start()

        let record = await bench.record()
        #expect(record.outbox.isEmpty, note)
        #expect(record.migration.step == .done, note)
        #expect(record.legacy == nil, note)
        #expect(bench.source.credential == nil, note)
        #expect(!bench.servers.accepts(legacy), note)
        #expect(bench.servers.openSessions == 1, note)
        #expect(bench.servers.legacyRevocations.allSatisfy { $0.hasPrefix("legacy-") }, note)
        #expect(next.broken.isEmpty, note)
        let keys = bench.transport.requests(to: "/migrate-session").map { $0.fields["Idempotency-Key"] }
        #expect(Set(keys).count == 1, note)
        return mortal.life.isDead
    }

    @Test(
        "a store whose n-th write fails leaves the user signed in, now and at the next start",
        arguments: 1...4
    )
    func writeFails(number: Int) async throws {
        let bench = Bench()
        let report = try await bench.manager { configuration in
            configuration.store = StutteringStore(bench.store, failing: number)
        }.start()
        #expect(["legacy", "active"].contains(report.state.name))
        #expect(try await bench.manager().start(retryingNow: true).state.name == "active")
        bench.time.advance(by: .seconds(60))
        try await bench.manager().start()
        #expect(await bench.record().migration.step == .done)
        #expect(bench.servers.openSessions == 1)
    }

    @Test("a session that was written and reads back as something else does not cost the legacy one")
    func readBackFails() async throws {
        let bench = Bench()
        let report = try await bench.manager { $0.store = StutteringStore(bench.store, forgetting: 2) }
            .start()
        #expect(report.problem?.code == .store)
        #expect(report.state.name == "legacy")
        #expect(bench.source.credential != nil)
        #expect(bench.servers.legacyRevocations.isEmpty)
        #expect(try await bench.manager().start(retryingNow: true).state.name == "active")
    }

    @Test("two processes that start together exchange once; the second takes over what the first stored")
    func together() async throws {
        let bench = Bench()
        bench.transport.hold()
        let managers = try (1...2).map { _ in
            try bench.manager { $0.store = MortalStore(store: bench.store, life: Lifeline()) }
        }
        async let first = managers[0].start()
        await bench.transport.requests(atLeast: 1)
        async let second = managers[1].start()
        bench.transport.release()
        #expect(await first.state.name == "active")
        #expect(await second.state.name == "active")
        #expect(bench.transport.requests(to: "/migrate-session").count == 1)
    }

    @Test("a start beside a process that keeps the lock uses what is there and says why it did nothing")
    func besideAnother() async throws {
        let bench = Bench()
        let lease = try await bench.lock.acquire(patience: .zero)
        let manager = try bench.manager()
        async let report = manager.start()
        await bench.time.sleepers(atLeast: 1)
        bench.time.advance(by: .seconds(10))
        #expect(await report.problem?.code == .deferred)
        #expect(await report.state.name == "legacy")
        lease.release()
        #expect(await manager.start().state.name == "active")
    }
}

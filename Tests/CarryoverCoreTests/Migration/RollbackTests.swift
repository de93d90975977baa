import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct RollbackTests {
    private func manager(_ bench: Bench) throws -> SessionManager {
        try bench.manager { $0.rollout.rollbackWindow = .seconds(600) }
    }

    @Test("inside the window the legacy login is neither erased nor revoked, and after it both")
    func window() async throws {
        let bench = Bench()
        try await manager(bench).start()
        #expect(await bench.record().migration.step == .stored)
        bench.time.advance(by: .seconds(599))
        try await manager(bench).start()
        #expect(bench.source.credential != nil)
        #expect(bench.servers.legacyRevocations.isEmpty)

        bench.time.advance(by: .seconds(1))
        try await manager(bench).start()
        #expect(bench.source.credential == nil)
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
        #expect(await bench.record().migration.step == .done)
    }

    @Test(
        "a wall clock that is set back neither closes the window early nor keeps it open for longer",
        arguments: [Duration.seconds(3), .seconds(86_400 * 365)]
    )
    func clockSetBack(_ step: Duration) async throws {
        let bench = Bench()
        try await manager(bench).start()
        bench.time.stepWall(by: .zero - step)
        try await manager(bench).start()
        #expect(bench.source.credential != nil)
        #expect(bench.servers.legacyRevocations.isEmpty)

        bench.time.advance(by: .seconds(599))
        let manager = try manager(bench)
        await manager.start()
        #expect(bench.servers.legacyRevocations.isEmpty)
        bench.time.advance(by: .seconds(1))
        await manager.start()
        #expect(bench.source.credential == nil)
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
    }

    @Test("a login that was revoked by a clock that was ahead is not gone back to")
    func revokedByClockAhead() async throws {
        let bench = Bench()
        let manager = try manager(bench)
        await manager.start()
        bench.source.failErasing(.unreadable)
        bench.time.stepWall(by: .seconds(700))
        await manager.start()
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
        bench.time.stepWall(by: .seconds(-700))
        await #expect { try await manager.rollback() } throws: {
            ($0 as? SessionError)?.code == .notPossible
        }
        #expect(manager.current.name == "active")
    }

    @Test("inside the window a rollback takes the legacy session back into use and ends the new one")
    func rollsBack() async throws {
        let bench = Bench()
        let legacy = bench.source.credential
        let manager = try manager(bench)
        await manager.start()
        bench.time.advance(by: .seconds(599))
        try await manager.rollback()
        #expect(manager.current.name == "legacy")
        #expect(try await manager.accessToken() == legacy?.accessToken)
        #expect(bench.servers.openSessions == 0)
        #expect(bench.servers.legacyRevocations.isEmpty)
        let status = await manager.status()
        #expect(status.migrationStep == .rolledBack)
        #expect(status.cohort == .legacy)

        let oldKey = bench.transport.requests(to: "/migrate-session").first?.fields["Idempotency-Key"]
        bench.transport.forget()
        #expect(
            try await self.manager(bench).start().state.name == "legacy",
            "the next start does not go over again"
        )
        #expect(bench.transport.requests.isEmpty)
        #expect(try await self.manager(bench).start(retryingNow: true).state.name == "active")
        let newKey = bench.transport.requests(to: "/migrate-session").first?.fields["Idempotency-Key"]
        #expect(newKey != nil && newKey != oldKey, "its key would bring the session back that was ended")
    }

    @Test("a rollback outlasts another login of the old app, and its refresh")
    func otherLogin() async throws {
        let bench = Bench()
        let first = try manager(bench)
        await first.start()
        try await first.rollback()
        bench.source.put(bench.servers.signInAtOld(lifetime: .seconds(-10)))
        bench.transport.forget()
        for _ in 1...3 {
            #expect(try await manager(bench).start().state.name == "legacy")
            #expect(await bench.record().migration.step == .rolledBack)
        }
        #expect(bench.transport.requests(to: "/oauth/token").count == 1)
        #expect(bench.transport.requests(to: "/migrate-session").isEmpty)
        #expect(try await manager(bench).start(retryingNow: true).state.name == "active")
    }

    @Test("the new provider's pause is nothing to the legacy session that is taken back")
    func pause() async throws {
        let bench = Bench(legacyLifetime: .seconds(400))
        let manager = try manager(bench)
        await manager.start()
        bench.transport.fail(
            bench.transport.requests.count + 1,
            .answered(.json(503, "{}", ["Retry-After": "3000"]))
        )
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        try await manager.rollback()
        bench.time.advance(by: .seconds(400))
        let report = await manager.start()
        #expect(report.problem == nil)
        #expect(report.state.session?.accessToken.exposed == "legacy-access-2")
    }

    @Test(
        "after the window, without one, and without a migration there is nothing to take back",
        arguments: [600, 0, -1]
    )
    func notPossible(window: Int) async throws {
        let bench = Bench(legacyLifetime: window < 0 ? nil : .seconds(3600))
        let manager = try bench.manager { $0.rollout.rollbackWindow = .seconds(max(window, 0)) }
        let report = await manager.start()
        bench.time.advance(by: .seconds(600))
        await #expect { try await manager.rollback() } throws: { ($0 as? SessionError)?.code == .notPossible }
        #expect(manager.current.name == report.state.name)
    }

    @Test("a rotated credential that only our store has is there after a rollback")
    func keptCredential() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        bench.source.failWriting(.readOnly)
        let manager = try manager(bench)
        await manager.start()
        try await manager.rollback()
        #expect(try await manager.accessToken().exposed == "legacy-access-2")
        #expect(bench.transport.requests(to: "/oauth/token").count == 1)
    }

    @Test("taking a migration back leaves the revocation of an earlier login queued")
    func earlierRevocation() async throws {
        let bench = Bench()
        let first = try manager(bench)
        await first.start()
        bench.transport.failAll(.notDelivered)
        try await first.signOut()
        bench.transport.failAll(nil)
        bench.time.advance(by: .seconds(10))
        bench.source.put(bench.servers.signInAtOld())
        try await bench.change { record in
            for index in record.outbox.indices {
                record.outbox[index].notBefore = bench.time.wall.addingTimeInterval(3000)
                record.outbox[index].attempts = 5
            }
        }
        let second = try manager(bench)
        #expect(await second.start().state.name == "active")
        try await second.rollback()
        let queued = await bench.record().outbox
        #expect(queued.count { $0.isLegacy } == 1)
        #expect(bench.source.credential.map { bench.servers.accepts($0) } == true)
    }

    @Test("a sign-out inside the window ends both sessions")
    func signOut() async throws {
        let bench = Bench()
        let manager = try manager(bench)
        await manager.start()
        try await manager.signOut()
        #expect(bench.source.credential == nil)
        #expect(bench.servers.openSessions == 0)
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
        #expect(await bench.record().outbox.isEmpty)
    }
}

import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct SignOutTests {
    @Test("signing out ends the session here and at the provider, with one event")
    func signsOut() async throws {
        let bench = Bench()
        try await bench.manager().start()
        let events = try await bench.events { manager in
            await manager.start()
            try await manager.signOut()
            #expect(manager.current == .signedOut(.signedOut))
            #expect(manager.currentAccessToken == nil)
            await #expect(throws: SessionError.self) { try await manager.accessToken() }
        }
        #expect(bench.servers.openSessions == 0)
        #expect(events.compactMap(\.name).filter { $0 == "session.ended" }.count == 1)
        #expect(await bench.record().session == nil)
        #expect(try await bench.manager().start().problem?.code == .signedOut)
    }

    @Test("a sign-out without a network is final here, and the next start revokes")
    func offline() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        bench.transport.failAll(.notDelivered)
        try await manager.signOut()
        #expect(manager.current == .signedOut(.signedOut))
        #expect(bench.servers.openSessions == 1)

        bench.transport.failAll(nil)
        bench.time.advance(by: .seconds(31))
        let report = try await bench.manager().start()
        #expect(report.state == .signedOut(.signedOut))
        #expect(bench.servers.openSessions == 0)
        #expect(await bench.record().outbox.isEmpty)
    }

    @Test(
        "whatever the provider says to a sign-out, the user is signed out here, by a request with the token",
        arguments: [200, 401, 403, 404, 429, 500, 503]
    )
    func answers(status: Int) async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        let token = try await manager.accessToken()
        bench.transport.forget()
        bench.transport.fail(1, .answered(.json(status, "{}")))
        try await manager.signOut()
        #expect(manager.current == .signedOut(.signedOut))
        #expect(await bench.record().session == nil)
        #expect(bench.transport.requests.first?.authorization == .bearer(token))
    }

    @Test("who has not seen another process's refresh ends the tokens that are stored, not its own")
    func refreshedElsewhere() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        #expect(try await bench.otherProcess().refresh().accessToken.exposed == "access-1")
        try await manager.signOut()
        let revoked = bench.provider.calls.filter { $0.operation == .revoke }.compactMap { $0.token?.exposed }
        #expect(revoked == ["access-1"])
    }

    @Test("a session without a refresh token is signed out of like any other")
    func notRefreshable() async throws {
        let bench = try await RefreshBench()
        try await bench.bench.change { $0.session = Session(accessToken: Secret("a")) }
        let manager = try bench.manager()
        try await manager.signOut()
        #expect(manager.current == .signedOut(.signedOut))
        #expect(bench.provider.calls.map(\.operation) == [.revoke])
    }

    @Test("a local sign-out forgets the session and leaves it alive at the provider")
    func local() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        bench.transport.forget()
        try await manager.signOut(isLocal: true)
        #expect(bench.transport.requests.isEmpty)
        #expect(await bench.record().outbox.isEmpty)
        #expect(bench.servers.openSessions == 1)
    }

    @Test("whenever the process dies during a sign-out, the next start is signed out and has revoked")
    func dies() async throws {
        for hasSession in [true, false] {
            var step = 1
            var isDead = true
            while isDead {
                for moment in Lifeline.Moment.allCases {
                    let bench = Bench()
                    if hasSession {
                        try await bench.manager().start()
                    } else {
                        try await bench.manager { $0.rollout.strategy = .off }.start()
                    }
                    let mortal = MortalProcess(bench, diesAt: step, moment)
                    let manager = try mortal.manager { if !hasSession { $0.rollout.strategy = .off } }
                    await manager.start()
                    try? await manager.signOut()
                    isDead = mortal.life.isDead
                    // Before the one durable write nobody was signed out at all.
                    guard step > 1 || moment == .after else { continue }
                    bench.time.advance(by: .seconds(31))
                    let report = try await bench.manager().start()
                    let note: Comment = "step \(step), \(moment.rawValue), session \(hasSession)"
                    #expect(report.state == .signedOut(.signedOut), note)
                    #expect(bench.servers.openSessions == 0, note)
                    #expect(bench.source.credential == nil, note)
                    #expect(bench.servers.legacyRevocations.contains("legacy-refresh-1"), note)
                    #expect(await bench.record().outbox.isEmpty, note)
                }
                step += 1
            }
            #expect(step > 3)
        }
    }

    @Test("a store that cannot be written signs nobody out, and says so")
    func storeFull() async throws {
        let bench = Bench()
        let store = LockedStore(bench.store)
        let manager = try bench.manager { $0.store = store }
        await manager.start()
        store.refusesWrites = true
        await #expect { try await manager.signOut() } throws: { ($0 as? SessionError)?.code == .store }
        #expect(manager.current.name == "active")
        #expect(bench.servers.openSessions == 1)
    }

    @Test("signing out puts a record aside that nobody can read, also where the session is still in memory")
    func corrupt() async throws {
        let bench = Bench()
        let store = LockedStore(bench.store)
        let manager = try bench.manager { $0.store = store }
        await manager.start()
        store.isCorrupt = true
        try await manager.signOut()
        #expect(manager.current == .signedOut(.signedOut))
        #expect(bench.servers.openSessions == 0, "the session in memory is revoked")
    }

    @Test("signing out where the record has vanished ends the session in memory")
    func vanished() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        try await bench.store.delete()
        try await manager.signOut()
        #expect(manager.current == .signedOut(.signedOut))
        #expect(bench.servers.openSessions == 0)
    }

    @Test("a locked store cannot be signed out of")
    func locked() async throws {
        let bench = Bench()
        let store = LockedStore(bench.store)
        let manager = try bench.manager { $0.store = store }
        await manager.start()
        store.isLocked = true
        await #expect { try await manager.signOut() } throws: { ($0 as? SessionError)?.code == .store }
    }

    @Test("signing out during a refresh wins: the tokens that come too late are revoked")
    func duringRefresh() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        try await signOutDuringRefresh(manager, bench)
        try await bench.manager().start()
        await expectNothingLeft(bench)
    }

    /// Signs out while the answer to a refresh is awaited, and lets it come.
    private func signOutDuringRefresh(
        _ manager: SessionManager,
        _ bench: Bench,
        beforeTheAnswer: () -> Void = {}
    ) async throws {
        await manager.start()
        bench.transport.forget()
        bench.transport.hold()
        async let refreshed = manager.refresh()
        await bench.transport.requests(atLeast: 1)
        // The lock is the refresh's, so that the sign-out's revocation waits for it.
        async let signedOut: Void = manager.signOut()
        await bench.time.sleepers(atLeast: 1)
        beforeTheAnswer()
        bench.transport.release()
        let token = try? await refreshed
        #expect(token == nil)
        try await signedOut
        #expect(manager.current == .signedOut(.signedOut))
    }

    private func expectNothingLeft(_ bench: Bench) async {
        #expect(await bench.record().session == nil)
        #expect(await bench.record().outbox.isEmpty)
        #expect(bench.servers.openSessions == 0)
    }

    @Test("tokens that come after a sign-out and cannot be written are not used, and revoked once they can")
    func duringRefreshThatIsNotWritten() async throws {
        let bench = Bench()
        let store = LockedStore(bench.store)
        let manager = try bench.manager { $0.store = store }
        try await signOutDuringRefresh(manager, bench) { store.refusesWrites = true }
        #expect(manager.currentAccessToken == nil)
        store.refusesWrites = false
        bench.time.advance(by: .seconds(60))
        await manager.start()
        await expectNothingLeft(bench)
    }

    @Test("signing out during a migration wins: the session that comes too late is revoked")
    func duringMigration() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        bench.transport.hold()
        async let started = manager.start()
        await bench.transport.requests(atLeast: 1)
        async let signedOut: Void = manager.signOut()
        await bench.time.sleepers(atLeast: 1)
        bench.transport.release()
        #expect(await started.problem?.code == .signedOut)
        try await signedOut
        bench.time.advance(by: .seconds(31))
        let report = try await bench.manager().start()
        #expect(report.state == .signedOut(.signedOut))
        #expect(bench.servers.openSessions == 0)
        #expect(bench.source.credential == nil)
    }

    @Test(
        "signing out while the legacy token is refreshed wins: what comes too late is neither kept nor used"
    )
    func duringLegacyRefresh() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        let manager = try bench.manager()
        bench.transport.hold()
        async let started = manager.start()
        await bench.transport.requests(atLeast: 1)
        async let signedOut: Void = manager.signOut()
        await bench.time.sleepers(atLeast: 1)
        bench.transport.release()
        #expect(await started.state.session == nil)
        try await signedOut
        bench.time.advance(by: .seconds(31))
        #expect(try await bench.manager().start().state == .signedOut(.signedOut))
        #expect(bench.source.credential == nil)
        #expect(await bench.record().outbox.isEmpty)
        #expect(bench.transport.requests(to: "/migrate-session").isEmpty)
        #expect(bench.servers.legacyRevocations.contains("legacy-refresh-2"))
    }

    @Test("the legacy login that is in use is ended by a sign-out as well")
    func legacy() async throws {
        let bench = Bench()
        let manager = try bench.manager { $0.rollout.strategy = .off }
        await manager.start()
        try await manager.signOut()
        #expect(bench.source.credential == nil)
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
    }

    @Test("a credential that was signed out does not come back, and a newer login does")
    func tombstone() async throws {
        let bench = Bench()
        let legacy = bench.source.credential
        let manager = try bench.manager()
        await manager.start()
        try await manager.signOut()
        bench.source.put(legacy)
        let events = try await bench.events { manager in
            #expect(await manager.start().state == .signedOut(.signedOut))
        }
        #expect(
            events.compactMap(\.name) == ["store.opened", "legacy.erased"],
            "a backup that came back goes again"
        )
        bench.time.advance(by: .seconds(10))
        bench.source.put(bench.servers.signInAtOld())
        #expect(try await bench.manager().start().state.name == "active")
    }

    @Test(
        "a login that was issued before the sign-out is not a new one",
        arguments: [(-60, "signed-out"), (60, "active")]
    )
    func issuedBefore(offset: Int, state: String) async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        try await manager.signOut()
        let issuedAt = Int(bench.time.wall.timeIntervalSince1970) + offset
        let token = Servers.State.token(["iat": .integer(issuedAt), "exp": .integer(issuedAt + 3600)])
        bench.source.put(LegacyCredential(accessToken: Secret(token)))
        bench.transport.failAll(.notDelivered)
        let report = try await bench.manager().start()
        #expect(report.state.name == (state == "active" ? "legacy" : state))
    }

    @Test("a new sign-in takes the old session's place and ends it")
    func signIn() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        let answer = #"{"access_token":"new-access","refresh_token":"new-refresh","expires_in":3600}"#
        try await manager.signIn(with: Secret(answer))
        #expect(try await manager.accessToken().exposed == "new-access")
        try await bench.manager().start()
        #expect(bench.servers.openSessions == 0)
        await #expect { try await manager.signIn(with: Secret("{}")) } throws: {
            ($0 as? SessionError)?.code == .configuration
        }
    }

    @Test("a sign-in does not wait out the pause after somebody else's failures")
    func signInClearsPause() async throws {
        let bench = Bench(legacyLifetime: nil)
        let provider = ScriptedProvider()
        let manager = try bench.manager { $0.provider = provider }
        try await manager.signIn(with: provider.session(8, at: bench.time))
        provider.fail(
            .refresh,
            with: [.init(.transient, code: "down", endpoint: Bench.endpoint(Servers.api))]
        )
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        try await manager.signIn(with: provider.session(9, at: bench.time))
        #expect(try await manager.refresh().accessToken.exposed == "access-1")
    }

    @Test(
        "nothing that the ending replaced is left to be found, not even by a sign-out that was killed",
        arguments: [true, false]
    )
    func forgetsReplaced(isLocal: Bool) async throws {
        let bench = Bench()
        let store = LockedStore(bench.store)
        let manager = try bench.manager { $0.store = store }
        await manager.start()
        #expect(store.mayHoldReplaced)
        try await manager.signOut(isLocal: isLocal)
        #expect(!store.mayHoldReplaced)
        store.mayHoldReplaced = true
        await (try bench.manager { $0.store = store }).start()
        #expect(!store.mayHoldReplaced)
    }
}

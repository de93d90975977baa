import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct RefreshFailureTests {
    @Test("an outage costs one request for each pause, and a token that lives is served meanwhile")
    func outage() async throws {
        let bench = try await RefreshBench()
        bench.provider.failAll(.refresh, with: RefreshBench.error(.transient, mayHaveArrived: false))
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3541))
        for _ in 1...50 { #expect(try await manager.accessToken().exposed == "access-0") }
        #expect(bench.provider.count(.refresh) == 1)

        bench.time.advance(by: .seconds(60))
        for _ in 1...50 {
            await #expect { try await manager.accessToken() } throws: {
                ($0 as? SessionError)?.code == .transient
            }
        }
        #expect(bench.provider.count(.refresh) == 2)
        #expect(manager.current.name == "expired")

        bench.provider.failAll(.refresh, with: nil)
        bench.time.advance(by: .seconds(4))
        #expect(try await manager.accessToken().exposed == "access-1")
        #expect(bench.provider.count(.refresh) == 3)
    }

    @Test("the pause is the server's where it asks for a longer one, and all managers keep to it")
    func retryAfter() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(
            .refresh,
            with: [RefreshBench.error(.transient, mayHaveArrived: false, retryAfter: .seconds(120))]
        )
        let managers = [try bench.manager(), try bench.manager()]
        for manager in managers { await manager.start() }
        await #expect(throws: SessionError.self) { try await managers[0].refresh() }
        bench.time.advance(by: .seconds(119))
        await #expect(throws: SessionError.self) { try await managers[1].refresh() }
        #expect(bench.provider.count(.refresh) == 1)
        bench.time.advance(by: .seconds(1))
        #expect(try await managers[1].refresh().accessToken.exposed == "access-1")
    }

    @Test("during a pause, what another process got is taken over")
    func pauseAdopts() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3600))
        await #expect(throws: SessionError.self) { try await manager.accessToken() }
        try await bench.store(session: 9)
        #expect(try await manager.accessToken().exposed == "access-9")
        #expect(bench.provider.count(.refresh) == 1)
    }

    @Test("a refusal ends the session with one request, one event, and silence")
    func refused() async throws {
        let bench = try await RefreshBench()
        bench.provider.failAll(.refresh, with: RefreshBench.error(.refused))
        let names = try await bench.names { manager in
            await manager.start()
            bench.time.advance(by: .seconds(3550))
            for _ in 1...5 {
                await #expect { try await manager.accessToken() } throws: {
                    ($0 as? SessionError)?.code == .rejected
                }
            }
            #expect(manager.current == .rejected(code: "scripted-refused"))
            #expect(manager.currentAccessToken == nil)
        }
        #expect(bench.provider.count(.refresh) == 1)
        #expect(names.filter { $0 == "session.ended" }.count == 1)
        #expect(try await bench.manager().start().state == .rejected(code: "scripted-refused"))
    }

    @Test("a misconfigured client is told, and costs no session")
    func configuration() async throws {
        let bench = try await RefreshBench()
        bench.provider.failAll(.refresh, with: RefreshBench.error(.configuration))
        let manager = try bench.manager()
        await manager.start()
        await #expect { try await manager.refresh() } throws: {
            ($0 as? SessionError)?.code == .configuration
        }
        #expect(manager.current.name == "active")
    }

    @Test("after a refusal the store is read again, and another token there is used")
    func refusalReadsAgain() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.refused)])
        bench.provider.hold()
        async let refreshed = manager.refresh()
        await bench.provider.calls(atLeast: 1)
        try await bench.store(session: 9)
        bench.provider.release()
        #expect(try await refreshed.accessToken.exposed == "access-9")
        #expect(manager.current.name == "active")
    }

    @Test("a refused token whose earlier answer was lost is reported as that", arguments: [true, false])
    func lostAnswer(isOtherProcess: Bool) async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient), RefreshBench.error(.refused)])
        let manager = try bench.manager()
        await manager.start()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        #expect(await bench.bench.record().refreshIntent?.token == Fingerprint(of: Secret("refresh-0")))
        bench.time.advance(by: .seconds(10))
        let next = isOtherProcess ? try bench.otherProcess() : manager
        await #expect { try await next.refresh() } throws: { ($0 as? SessionError)?.code == .lostAnswer }
        #expect(next.current == .rejected(code: "lost-answer"))
        #expect(bench.sent == ["refresh-0", "refresh-0"])
    }

    @Test("a lost answer is made up for where the provider takes the token once more")
    func lostAnswerRepeated() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        await manager.start()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        #expect(try await bench.otherProcess().refresh().accessToken.exposed == "access-1")
        #expect(await bench.bench.record().refreshIntent == nil)
    }

    @Test("a request that never left is no lost answer")
    func neverLeft() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(
            .refresh,
            with: [RefreshBench.error(.transient, mayHaveArrived: false), RefreshBench.error(.refused)]
        )
        let manager = try bench.manager()
        await manager.start()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        #expect(await bench.bench.record().refreshIntent == nil)
        bench.time.advance(by: .seconds(10))
        await #expect { try await manager.refresh() } throws: { ($0 as? SessionError)?.code == .rejected }
    }

    // MARK: The store

    @Test("a store that takes no note sends nothing")
    func noteFails() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.store.refusesWrites = true
        await #expect { try await manager.refresh() } throws: { ($0 as? SessionError)?.code == .store }
        #expect(bench.provider.calls.isEmpty)
        bench.time.advance(by: .seconds(3550))
        #expect(try await manager.accessToken().exposed == "access-0", "it still lives")
    }

    @Test("new tokens that cannot be written stay in use, are told of, and are written later")
    func writeFails() async throws {
        let bench = try await RefreshBench()
        let names = try await bench.names { manager in
            try await bench.refreshUnsaved(manager)
            #expect(try await manager.accessToken().exposed == "access-1")
            #expect(await bench.bench.record().session?.accessToken.exposed == "access-0")
            bench.store.refusesWrites = false
            let session = try await manager.refresh()
            #expect(session.accessToken.exposed == "access-2")
        }
        #expect(names.filter { $0 == "session.persistence_degraded" }.count == 1)
        #expect(bench.sent == ["refresh-0", "refresh-1"], "the spent token is never sent")
        #expect(await bench.bench.record().session?.refreshToken?.exposed == "refresh-2")
    }

    @Test("a store that stays full keeps the session going in memory")
    func staysFull() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        try await bench.refreshUnsaved(manager)
        for number in 2...4 {
            bench.time.advance(by: .seconds(3600))
            #expect(try await manager.accessToken().exposed == "access-\(number)")
        }
        #expect(bench.sent == ["refresh-0", "refresh-1", "refresh-2", "refresh-3"])
        bench.store.refusesWrites = false
        bench.time.advance(by: .seconds(3600))
        #expect(try await manager.accessToken().exposed == "access-5")
        #expect(await bench.bench.record().session?.refreshToken?.exposed == "refresh-5")
    }

    @Test("a store that works again between two writes gets the unwritten tokens with the next note")
    func noteCarriesTokens() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        try await bench.refreshUnsaved(manager)
        bench.store.refuse(writes: 1)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        #expect(try await bench.otherProcess().refresh().accessToken.exposed == "access-2")
        #expect(bench.sent == ["refresh-0", "refresh-1", "refresh-1"])
    }

    @Test("another manager of the process does not send the spent token that is still in the store")
    func otherManager() async throws {
        let bench = try await RefreshBench()
        let (manager, other) = (try bench.manager(), try bench.manager())
        await other.start()
        try await bench.refreshUnsaved(manager)
        #expect(try await other.refresh(rejecting: Secret("access-0")).accessToken.exposed == "access-1")
        #expect(bench.sent == ["refresh-0"])
    }

    @Test("what could not be written does not overwrite what another process has got since")
    func othersTokens() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        try await bench.refreshUnsaved(manager)
        bench.store.refusesWrites = false
        // One that does not know our lock: the others wait.
        let session = bench.provider.session(9, at: bench.time)
        try await bench.bench.change { record in
            record.session = session
            record.refreshIntent = nil
        }
        #expect(try await manager.refresh(rejecting: Secret("access-1")).accessToken.exposed == "access-9")
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-9")
    }

    @Test("a sign-out ends the tokens that could not be written, and they do not come back")
    func signOutWhileUnsaved() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        try await bench.refreshUnsaved(manager)
        bench.store.refusesWrites = false
        try await manager.signOut()
        #expect(manager.current == .signedOut(.signedOut))
        #expect(bench.provider.calls.last?.operation == .revoke)
        #expect(bench.provider.calls.last?.token?.exposed == "access-1")
        #expect(await bench.bench.record().session == nil)
    }

    @Test("tokens that come after a sign-out and cannot be written do not bring the session back")
    func lateAndUnwritten() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        await manager.start()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        bench.time.advance(by: .seconds(10))
        bench.provider.hold()
        let refreshed = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 2)
        try await manager.signOut(isLocal: true)
        bench.store.refusesWrites = true
        bench.provider.release()
        _ = await refreshed.result
        #expect(manager.current == .signedOut(.signedOut))
        await #expect(throws: SessionError.self) { try await manager.accessToken() }
    }
}

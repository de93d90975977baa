import CarryoverTesting
import Testing

@testable import CarryoverCore

@Suite("New tokens that only this process has", .timeLimit(.minutes(10)))
struct UnsavedLeaseTests {
    /// A process whose disk filled between the note of a refresh and its answer.
    private func unsaved(_ bench: RefreshBench) async throws -> SessionManager {
        let manager = try bench.manager()
        try await bench.refreshUnsaved(manager)
        #expect(manager.isPersistenceDegraded)
        return manager
    }

    /// What another process gets that asks for a token which is over for it.
    private func asked(_ bench: RefreshBench) async throws -> Result<Secret, SessionError> {
        let other = try bench.otherProcess()
        let call = Task { () async -> Result<Secret, SessionError> in
            do throws(SessionError) { return .success(try await other.accessToken()) } catch {
                return .failure(error)
            }
        }
        await bench.time.sleepers(atLeast: 1)
        bench.time.advance(by: RefreshPolicy().lockPatience)
        return await call.value
    }

    @Test("keep other processes from sending the spent one, until they are stored")
    func otherProcess() async throws {
        let bench = try await RefreshBench()
        let manager = try await unsaved(bench)
        bench.time.advance(by: .seconds(3600))
        guard case .failure(let error) = try await asked(bench) else {
            Issue.record("it got a token")
            return
        }
        #expect(error.code == .transient)
        #expect(bench.sent == ["refresh-0"])
        // This process goes on meanwhile, and other calls of it are not held up by its own lock.
        #expect(try await manager.accessToken().exposed == "access-2")
        #expect(bench.sent == ["refresh-0", "refresh-1"])
        bench.store.refusesWrites = false
        await manager.start()
        #expect(!manager.isPersistenceDegraded)
        #expect(try await bench.otherProcess().accessToken().exposed == "access-2")
        #expect(bench.sent == ["refresh-0", "refresh-1"])
        try await bench.bench.lock.acquire(patience: .zero).release()
    }

    @Test(
        "count on when they are stored, so that what another process gets after them is taken over, by everybody"
    )
    func countsOn() async throws {
        let bench = try await RefreshBench()
        let manager = try await unsaved(bench)
        for number in 2...9 {
            bench.time.advance(by: .seconds(3600))
            #expect(try await manager.accessToken().exposed == "access-\(number)")
        }
        bench.store.refusesWrites = false
        await manager.start()
        #expect(!manager.isPersistenceDegraded)
        let other = try bench.otherProcess()
        #expect(try await other.refresh().accessToken.exposed == "access-10")
        bench.time.advance(by: .seconds(3600))
        #expect(try await manager.accessToken().exposed == "access-11")
        try await bench.otherProcess().signOut()
        let next = bench.provider.session(50, at: bench.time)
        try await bench.otherProcess().signIn(with: next)
        bench.time.advance(by: .seconds(3600))
        await #expect(throws: SessionError.self) {
            try await manager.send(HTTPRequest(.get, Bench.endpoint(Servers.api + "/me")))
        }
        _ = try await manager.accessToken()
        #expect(Set(bench.sent).count == bench.sent.count)
        #expect(bench.sent.last == "refresh-50")
    }

    @Test("keep the lock whichever manager of the process tries to store them")
    func otherManager() async throws {
        let bench = try await RefreshBench()
        let manager = try await unsaved(bench)
        let second = try bench.manager()
        await second.start()
        await #expect(throws: StoreError.self) { try await bench.bench.lock.acquire(patience: .zero) }
        withExtendedLifetime(manager) {}
    }

    @Test("are remembered as sent where the answer is lost and no note can be taken")
    func lostAnswer() async throws {
        let bench = try await RefreshBench(reuseWindow: nil)
        let manager = try await unsaved(bench)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient, mayHaveArrived: true)])
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        bench.time.advance(by: .seconds(301))
        await #expect { try await manager.refresh() } throws: { ($0 as? SessionError)?.code == .transient }
        #expect(bench.sent == ["refresh-0", "refresh-1"])
        #expect(try await manager.accessToken().exposed == "access-1")
    }

    @Test("are no reason to keep the lock once somebody has signed in anew, or the process is gone")
    func givenBack() async throws {
        let bench = try await RefreshBench()
        do {
            let manager = try await unsaved(bench)
            await #expect(throws: StoreError.self) { try await bench.bench.lock.acquire(patience: .zero) }
            bench.store.refusesWrites = false
            try await manager.signIn(with: bench.provider.session(50, at: bench.time))
            try await bench.bench.lock.acquire(patience: .zero).release()
        }
        let other = try await RefreshBench()
        do {
            let manager = try await unsaved(other)
            await #expect(throws: StoreError.self) { try await other.bench.lock.acquire(patience: .zero) }
            withExtendedLifetime(manager) {}
        }
        try await other.bench.lock.acquire(patience: .zero).release()
    }
}

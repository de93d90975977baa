import CarryoverTesting
import FoundationEssentials
import Synchronization
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct RefreshTests {
    @Test(
        "a token is refreshed from the leeway on, and not a second before",
        arguments: [(3539, 0), (3540, 1), (3541, 1)]
    )
    func leeway(age: Int, refreshes: Int) async throws {
        let bench = try await RefreshBench()
        bench.time.advance(by: .seconds(age))
        let manager = try bench.manager()
        await manager.start()
        #expect(bench.provider.count(.refresh) == refreshes)
        #expect(try await manager.accessToken().exposed == "access-\(refreshes)")
    }

    @Test(
        "the same holds for a manager that has been running all along",
        arguments: [(3539, 0), (3540, 1), (3541, 1)]
    )
    func leewayWhileRunning(age: Int, refreshes: Int) async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(age))
        #expect(try await manager.accessToken().exposed == "access-\(refreshes)")
        #expect(bench.provider.count(.refresh) == refreshes)
    }

    @Test(
        "the leeway is a quarter of a short life, so that a fresh token is not due at once",
        arguments: [(29, 0), (30, 1)]
    )
    func shortLife(age: Int, refreshes: Int) async throws {
        let bench = try await RefreshBench(lifetime: .seconds(40))
        bench.time.advance(by: .seconds(age))
        let manager = try bench.manager()
        for _ in 1...3 { _ = try await manager.accessToken() }
        #expect(bench.provider.count(.refresh) == refreshes)
    }

    @Test("a token without a known end is used until somebody refuses it")
    func noLifetime() async throws {
        let bench = try await RefreshBench(lifetime: nil)
        bench.time.advance(by: .seconds(10 * 365 * 86_400))
        let manager = try bench.manager()
        #expect(try await manager.accessToken().exposed == "access-0")
        #expect(try await manager.refresh(rejecting: Secret("access-0")).accessToken.exposed == "access-1")
    }

    @Test("a caller's own minimum is kept to, both sides of it", arguments: [(600, 0), (601, 1)])
    func minimum(seconds: Int, refreshes: Int) async throws {
        let bench = try await RefreshBench()
        bench.time.advance(by: .seconds(3600 - 601))
        let manager = try bench.manager()
        _ = try await manager.accessToken(minTTL: .seconds(seconds))
        #expect(bench.provider.count(.refresh) == refreshes)
    }

    @Test("a minimum that no token can have does not refresh over and over")
    func hugeMinimum() async throws {
        let bench = try await RefreshBench()
        bench.time.advance(by: .seconds(600))
        let manager = try bench.manager()
        for _ in 1...5 { _ = try await manager.accessToken(minTTL: .seconds(36_000)) }
        #expect(bench.provider.count(.refresh) == 1)
    }

    @Test("a valid token costs neither a request nor a look into the store")
    func hotPath() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.store.isLocked = true
        for _ in 1...100 { #expect(try await manager.accessToken().exposed == "access-0") }
        #expect(manager.currentAccessToken?.exposed == "access-0")
        #expect(bench.provider.calls.isEmpty)
        bench.time.advance(by: .seconds(3600))
        #expect(manager.currentAccessToken == nil)
    }

    @Test("new tokens are durable before anybody gets them or hears of them")
    func durableFirst() async throws {
        let bench = try await RefreshBench()
        let process = Mutex<SessionManager?>(nil)
        let isAnswered = Mutex(false)
        let told = Mutex<[String]>([])
        let early = Mutex<[String]>([])
        let manager = try bench.manager { configuration in
            configuration.observer = { event in
                if case .state = event { told.withLock { $0.append("state") } }
                if case .sessionRefreshed = event { told.withLock { $0.append("refreshed") } }
            }
            configuration.store = ObservedStore(
                bench.store,
                onWrite: { value in
                    guard
                        (try? SessionRecord(payload: value.payload))?.session?.accessToken
                            == Secret("access-1")
                    else { return }
                    let before = told.withLock { $0 }
                    // Whoever could have it before it is written has the time to get it.
                    for _ in 1...1_000 { await Task.yield() }
                    let manager = process.withLock { $0 }
                    early.withLock { early in
                        early = [
                            manager?.currentAccessToken?.exposed ?? "none",
                            manager?.current.session?.accessToken.exposed ?? "none",
                        ]
                        if isAnswered.withLock({ $0 }) { early.append("answered") }
                        if told.withLock({ $0 }) != before || before.contains("refreshed") {
                            early.append("told")
                        }
                    }
                }
            )
        }
        process.withLock { $0 = manager }
        await manager.start()
        let call = Task {
            let token = try await manager.refresh().accessToken
            isAnswered.withLock { $0 = true }
            return token
        }
        let token = try await call.value
        #expect(early.withLock { $0 } == ["access-0", "access-0"])
        #expect(told.withLock { $0.contains("refreshed") })
        #expect(await bench.bench.record().session?.accessToken == token)
        #expect(await bench.bench.record().session?.refreshToken?.exposed == "refresh-1")
        #expect(await bench.bench.record().refreshIntent == nil)
        #expect(bench.sent == ["refresh-0"])
        process.withLock { $0 = nil }
    }

    @Test("what another process stored is taken over without a request")
    func adopts() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        try await bench.store(session: 9)
        #expect(try await manager.refresh(rejecting: Secret("access-0")).accessToken.exposed == "access-9")
        bench.time.advance(by: .seconds(3599))
        try await bench.store(session: 10)
        #expect(try await manager.accessToken().exposed == "access-10")
        #expect(bench.provider.calls.isEmpty)
    }

    @Test("what another process stores while it holds the lock is taken over as well")
    func adoptsUnderLock() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3600))
        let lease = try await bench.bench.lock.acquire(patience: .zero)
        async let token = manager.accessToken()
        await bench.time.sleepers(atLeast: 1)
        try await bench.store(session: 9)
        lease.release()
        #expect(try await token.exposed == "access-9")
        #expect(bench.provider.calls.isEmpty)
    }

    @Test(
        "a lock that is not given up in time fails for now, unless the store has what is needed",
        arguments: [true, false]
    )
    func lockBusy(isStored: Bool) async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3600))
        let lease = try await bench.bench.lock.acquire(patience: .zero)
        defer { lease.release() }
        let call = Task { () -> Result<Secret, any Error> in
            do { return .success(try await manager.accessToken()) } catch { return .failure(error) }
        }
        await bench.time.sleepers(atLeast: 1)
        if isStored { try await bench.store(session: 9) }
        bench.time.advance(by: .seconds(10))
        switch await call.value {
        case .success(let token): #expect(isStored && token.exposed == "access-9")
        case .failure(let error): #expect(!isStored && (error as? SessionError)?.code == .transient)
        }
        #expect(bench.provider.calls.isEmpty)
    }

    @Test("a store that cannot be read is told as that, and signs nobody out")
    func lockedStore() async throws {
        let bench = try await RefreshBench()
        bench.store.isLocked = true
        let manager = try bench.manager()
        await #expect { try await manager.accessToken() } throws: { ($0 as? SessionError)?.code == .store }
        #expect(manager.current.name == "unknown")
        bench.store.isLocked = false
        #expect(try await manager.accessToken().exposed == "access-0")
        // What is in memory stays in use while the keyring is locked once more.
        bench.store.isLocked = true
        bench.time.advance(by: .seconds(3550))
        #expect(try await manager.accessToken().exposed == "access-0")
        #expect(manager.current.name == "active")
        #expect(bench.provider.calls.isEmpty)
    }

    @Test("another process's sign-out is found out by a refresh, and is not undone")
    func signedOutElsewhere() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        try await bench.otherProcess().signOut()
        await #expect { try await manager.refresh() } throws: { ($0 as? SessionError)?.code == .signedOut }
        #expect(manager.current == .signedOut(.signedOut))
        #expect(bench.provider.count(.refresh) == 0)
    }

    @Test(
        "a record that another process has begun anew takes the place of the one before, whatever their numbers",
        arguments: [true, false]
    )
    func begunAnew(isSignOut: Bool) async throws {
        let bench = try await RefreshBench()
        try await bench.bench.change { $0.epoch = 9 }
        let manager = try bench.manager()
        await manager.start()
        _ = try await bench.bench.store.setAside()
        let other = try bench.otherProcess()
        try await other.signIn(with: bench.provider.session(9, at: bench.time))
        if isSignOut { try await other.signOut(isLocal: true) }
        await manager.reload()
        #expect(manager.current.name == (isSignOut ? "signed-out" : "active"))
        #expect(manager.currentAccessToken?.exposed == (isSignOut ? nil : "access-9"))
    }

    @Test("tokens that come for a record that was put aside do not end up in the one begun since")
    func lateForAnother() async throws {
        let bench = try await RefreshBench()
        try await bench.bench.change { $0.epoch = 1 }
        let manager = try bench.manager()
        await manager.start()
        bench.provider.hold()
        let refreshed = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 1)
        _ = try await bench.bench.store.setAside()
        let anew = bench.provider.session(9, at: bench.time)
        try await bench.bench.change { ($0.epoch, $0.session) = (1, anew) }
        bench.provider.release()
        await #expect { try await refreshed.value } throws: { ($0 as? SessionError)?.code == .superseded }
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-9")
        #expect(await bench.bench.record().outbox.count == 1)
    }

    @Test("another process's sign-in is found by the next call, also where nobody listens to the store")
    func signedInElsewhere() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        try await manager.signOut()
        for call in 1...2 {
            await #expect { try await manager.accessToken() } throws: {
                ($0 as? SessionError)?.code == .signedOut
            }
            try await bench.otherProcess().signIn(with: bench.provider.session(9, at: bench.time))
            if call == 1 {
                #expect(try await manager.accessToken().exposed == "access-9")
            } else {
                #expect(try await manager.refresh().accessToken.exposed == "access-1")
            }
            try await manager.signOut()
        }
    }

    @Test("a session without a refresh token is used to its end and then says that it cannot be refreshed")
    func notRefreshable() async throws {
        let bench = try await RefreshBench()
        let session = Session(
            accessToken: Secret("a"),
            lifetime: TokenLifetime(.seconds(100), from: bench.time)
        )
        try await bench.bench.change { $0.session = session }
        let manager = try bench.manager()
        bench.time.advance(by: .seconds(99))
        #expect(try await manager.accessToken().exposed == "a")
        bench.time.advance(by: .seconds(1))
        await #expect { try await manager.accessToken() } throws: {
            ($0 as? SessionError)?.code == .notRefreshable
        }
    }

    // MARK: Clocks

    @Test(
        "a wall clock that is stepped neither refreshes nor lets a dead token live",
        arguments: [-86_400, 86_400]
    )
    func stepped(seconds: Int) async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.time.stepWall(by: .seconds(seconds))
        #expect(try await manager.accessToken().exposed == "access-0")
        #expect(try await bench.otherProcess().accessToken().exposed == "access-0")
        bench.time.advance(by: .seconds(3600))
        #expect(try await manager.accessToken().exposed == "access-1")
    }

    @Test(
        "after a restart of the machine the wall clock counts, and going back in time lengthens no life",
        arguments: [(600, "access-0"), (3541, "access-1"), (-86_400, "access-0")]
    )
    func reboot(seconds: Int, token: String) async throws {
        let bench = try await RefreshBench()
        bench.time.stepWall(by: .seconds(seconds))
        bench.time.reboot(bootID: "second-boot")
        #expect(try await bench.manager().accessToken().exposed == token)
        let left = await bench.bench.record().session?.lifetime?.remaining(at: bench.time) ?? .zero
        #expect(left <= .seconds(3600))
    }

    @Test("an uptime that went back is not trusted, even where the boot looks the same")
    func uptimeWentBack() {
        let time = ManualTimeSource()
        let lifetime = TokenLifetime(.seconds(3600), from: time)
        time.stepWall(by: .seconds(3000))
        time.reboot(bootID: time.bootID)
        #expect(lifetime.remaining(at: time) == .seconds(600))
    }
}

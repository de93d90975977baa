import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct RunTests {
    /// Runs a manager beside a body, and ends it.
    private func running(_ manager: SessionManager, _ body: () async throws -> Void) async throws {
        let run = Task { await manager.run() }
        defer { run.cancel() }
        try await body()
        run.cancel()
        await run.value
    }

    /// Waits until the manager says something.
    private func wait(for name: String, _ events: AsyncStream<SessionEvent>) async {
        for await event in events where event.name == name { return }
    }

    private func wait(untilState name: String, _ events: AsyncStream<SessionEvent>) async {
        for await event in events {
            if case .state(let state) = event, state.name == name { return }
        }
    }

    @Test("a running manager refreshes ahead of time, once for each token's life")
    func refreshesAhead() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        let events = manager.events
        try await running(manager) {
            for number in 1...3 {
                await bench.time.sleepers(atLeast: 1)
                bench.time.advance(by: .seconds(3540))
                await wait(for: "session.refreshed", events)
                #expect(bench.provider.count(.refresh) == number)
            }
        }
        #expect(bench.provider.count(.refresh) == 3)
    }

    @Test("after a failure it goes on by itself")
    func goesOn() async throws {
        let bench = try await RefreshBench()
        let error = RefreshBench.error(.transient, mayHaveArrived: false)
        bench.provider.fail(.refresh, with: [error, error])
        let manager = try bench.manager()
        let events = manager.events
        try await running(manager) {
            for attempt in 1...3 {
                await bench.time.sleepers(atLeast: 1)
                bench.time.advance(by: attempt == 1 ? .seconds(3540) : .seconds(20))
                await bench.provider.calls(atLeast: attempt)
            }
            await wait(for: "session.refreshed", events)
        }
    }

    @Test("it follows what other processes do to the store")
    func follows() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        let events = manager.events
        try await running(manager) {
            await bench.time.sleepers(atLeast: 1)
            try await bench.otherProcess().signOut()
            await wait(untilState: "signed-out", events)
        }
        #expect(manager.current == .signedOut(.signedOut))
    }

    @Test("it tries a deferred migration again when its time has come")
    func migrates() async throws {
        let bench = Bench()
        bench.transport.fail(1, .notDelivered)
        let manager = try bench.manager()
        let events = manager.events
        try await running(manager) {
            await wait(for: "migration.deferred", events)
            await bench.time.sleepers(atLeast: 1)
            bench.time.advance(by: .seconds(61))
            await wait(for: "legacy.revoked", events)
        }
        #expect(await bench.record().migration.step == .done)
    }

    @Test("it closes a rollback window")
    func closesWindow() async throws {
        let bench = Bench()
        let manager = try bench.manager { $0.rollout.rollbackWindow = .seconds(600) }
        let events = manager.events
        try await running(manager) {
            await wait(for: "session.verified", events)
            await bench.time.sleepers(atLeast: 1)
            bench.time.advance(by: .seconds(600))
            await wait(for: "legacy.revoked", events)
        }
        #expect(bench.source.credential == nil)
    }

    @Test("a keyring that was locked at the launch is found open later")
    func unlocked() async throws {
        let bench = try await RefreshBench()
        bench.store.isLocked = true
        let manager = try bench.manager()
        let events = manager.events
        try await running(manager) {
            await bench.time.sleepers(atLeast: 1)
            bench.store.isLocked = false
            bench.time.advance(by: .seconds(60))
            await wait(untilState: "active", events)
        }
    }

    @Test("what is due and cannot be done is looked at ever more rarely")
    func doesNotSpin() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        let manager = try bench.manager { configuration in
            configuration.rollout = Rollout(.off)
            configuration.legacyProvider = LegacyProvider(issuer: nil, refresh: nil, revocation: nil)
        }
        try await running(manager) {
            for _ in 1...600 {
                await bench.time.sleepers(atLeast: 1)
                bench.time.advance(by: .seconds(1))
            }
        }
        #expect(bench.source.searches < 60)
    }

    @Test("it ends at once when its task does, and leaves nothing running")
    func ends() async throws {
        let bench = try await RefreshBench()
        weak var weakManager: SessionManager?
        do {
            let manager = try bench.manager()
            weakManager = manager
            try await running(manager) { await bench.time.sleepers(atLeast: 1) }
        }
        #expect(bench.time.sleeperCount == 0)
        // A task gives back what it holds a moment after its value is to be had.
        for _ in 0..<10_000 where weakManager != nil { await Task.yield() }
        #expect(weakManager == nil)
    }

    @Test("two runs at once refresh no more often than one, and each ends on its own")
    func twoRuns() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        let events = manager.events
        let other = Task { await manager.run() }
        try await running(manager) {
            await bench.time.sleepers(atLeast: 2)
            bench.time.advance(by: .seconds(3540))
            await wait(for: "session.refreshed", events)
            await bench.time.sleepers(atLeast: 2)
        }
        #expect(bench.provider.count(.refresh) == 1)
        other.cancel()
        await other.value
        #expect(bench.time.sleeperCount == 0)
    }

    @Test("a machine that slept past the token's end has a fresh one soon after waking up")
    func wakesUp() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        let events = manager.events
        try await running(manager) {
            await bench.time.sleepers(atLeast: 1)
            bench.time.advance(by: .seconds(8 * 3600))
            await wait(for: "session.refreshed", events)
        }
        #expect(manager.currentAccessToken?.exposed == "access-1")
    }

    @Test("what is due on waking up and fails for want of a network is tried again soon")
    func wakesUpOffline() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient, mayHaveArrived: false)])
        let manager = try bench.manager()
        let events = manager.events
        try await running(manager) {
            await bench.time.sleepers(atLeast: 1)
            bench.time.advance(by: .seconds(8 * 3600))
            await bench.provider.calls(atLeast: 1)
            await bench.time.sleepers(atLeast: 1)
            bench.time.advance(by: .seconds(3))
            await wait(for: "session.refreshed", events)
        }
    }

    @Test("the end of a token that nobody can replace is told when it comes")
    func tellsExpiry() async throws {
        let bench = try await RefreshBench()
        bench.provider.failAll(
            .refresh,
            with: RefreshBench.error(.transient, mayHaveArrived: false, retryAfter: .seconds(3000))
        )
        let manager = try bench.manager()
        let events = manager.events
        try await running(manager) {
            await bench.time.sleepers(atLeast: 1)
            bench.time.advance(by: .seconds(3540))
            await bench.provider.calls(atLeast: 1)
            await bench.time.sleepers(atLeast: 1)
            bench.time.advance(by: .seconds(60))
            await wait(untilState: "expired", events)
        }
        #expect(bench.provider.count(.refresh) == 1)
    }

    @Test("tokens that the store did not take are written as soon as it does, without another refresh")
    func writesLater() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        try await running(manager) {
            await bench.time.sleepers(atLeast: 1)
            bench.provider.hold()
            async let refreshed = manager.refresh()
            await bench.provider.calls(atLeast: 1)
            bench.store.refusesWrites = true
            bench.provider.release()
            _ = try await refreshed
            #expect(manager.isPersistenceDegraded)
            bench.store.refusesWrites = false
            for _ in 1...61 where manager.isPersistenceDegraded {
                await bench.time.sleepers(atLeast: 1)
                bench.time.advance(by: .seconds(1))
            }
            while manager.isPersistenceDegraded { await Task.yield() }
        }
        #expect(bench.provider.count(.refresh) == 1)
        #expect(await bench.bench.record().session?.refreshToken?.exposed == "refresh-1")
    }

    @Test("a store whose signals end is listened to again")
    func listensAgain() async throws {
        let bench = try await RefreshBench()
        let store = ForgetfulStore(bench.store)
        let manager = try bench.manager { $0.store = store }
        let events = manager.events
        try await running(manager) {
            await bench.time.sleepers(atLeast: 1)
            store.forget()
            bench.time.advance(by: .seconds(3540))
            await wait(for: "session.refreshed", events)
            await store.listened(atLeast: 2)
            try await bench.otherProcess().signOut()
            await wait(untilState: "signed-out", events)
        }
    }

    @Test("a store that signals its own refusals is not asked over and over")
    func refusingStore() async throws {
        let bench = try await RefreshBench()
        let reads = Counter()
        let manager = try bench.manager {
            $0.store = ObservedStore(bench.store, onRead: { _ = reads.next() })
        }
        try await bench.refreshUnsaved(manager)
        let before = reads.next()
        try await running(manager) {
            for _ in 1...3 {
                await bench.time.sleepers(atLeast: 1)
                bench.store.signal()
                for _ in 0..<2000 { await Task.yield() }
            }
        }
        #expect(reads.next() - before < 100)
    }
}

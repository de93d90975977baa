import CarryoverTesting
import Synchronization
import Testing

@testable import CarryoverCore

@Suite("Before a process ends", .timeLimit(.minutes(10)))
struct SettleTests {
    @Test(
        "a refresh counts from the moment it is asked for, and waits for no other process once somebody waits for it"
    )
    func asked() async throws {
        let bench = try await RefreshBench()
        let refreshes = RefreshesUnderWay()
        let manager = try bench.manager { $0.refreshesUnderWay = refreshes }
        await manager.start()
        let lease = try await bench.bench.lock.acquire(patience: .zero)
        let call = Task { try await manager.refresh() }
        await bench.time.sleepers(atLeast: 1)
        #expect(!refreshes.isSettled)
        // No time passes: it is not the lock's patience that ends it.
        await refreshes.settle()
        await #expect { try await call.value } throws: { ($0 as? SessionError)?.code == .transient }
        #expect(bench.sent.isEmpty)
        lease.release()
        #expect(try await manager.refresh().accessToken.exposed == "access-1")
        #expect(refreshes.isSettled)
    }

    @Test("a refresh that has the lock is not ended, but waited for")
    func sent() async throws {
        let bench = try await RefreshBench()
        let refreshes = RefreshesUnderWay()
        let manager = try bench.manager { $0.refreshesUnderWay = refreshes }
        await manager.start()
        bench.provider.hold()
        let call = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 1)
        let settled = Task { await refreshes.settle() }
        bench.provider.release()
        await settled.value
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-1")
        #expect(try await call.value.accessToken.exposed == "access-1")
    }

    @Test("what is interrupted before or after somebody waits is interrupted once it is awaited")
    func interrupted() {
        let refreshes = RefreshesUnderWay()
        let (early, late, other) = (refreshes.begin(), refreshes.begin(), refreshes.begin())
        let calls = Mutex<[String]>([])
        early.whenAwaited { calls.withLock { $0.append("early") } }
        #expect(calls.withLock { $0 } == [])
        refreshes.whenSettled {}
        #expect(calls.withLock { $0 } == ["early"])
        late.whenAwaited { calls.withLock { $0.append("late") } }
        #expect(calls.withLock { $0 } == ["early", "late"])
        for refresh in [early, late, other] { refresh.settled() }
        early.whenAwaited { calls.withLock { $0.append("settled") } }
        #expect(calls.withLock { $0 } == ["early", "late"])
        #expect(refreshes.isSettled)
    }
}

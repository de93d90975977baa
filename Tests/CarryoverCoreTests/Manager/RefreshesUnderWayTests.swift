import Synchronization
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct RefreshesUnderWayTests {
    private let refreshes = RefreshesUnderWay()

    @Test("where nothing is under way, nobody waits")
    func nothing() async {
        #expect(refreshes.isSettled)
        let isCalled = Mutex(false)
        refreshes.whenSettled { isCalled.withLock { $0 = true } }
        #expect(isCalled.withLock { $0 })
        await refreshes.settle()
    }

    @Test("who waits is called by the last refresh to end, before it goes on, and once")
    func last() {
        let (first, second) = (refreshes.begin(), refreshes.begin())
        let calls = Mutex(0)
        for _ in 0..<2 { refreshes.whenSettled { calls.withLock { $0 += 1 } } }
        first.settled()
        first.settled()
        #expect(calls.withLock { $0 } == 0)
        #expect(!refreshes.isSettled)
        second.settled()
        #expect(calls.withLock { $0 } == 2)
        #expect(refreshes.isSettled)
        refreshes.begin().settled()
        #expect(calls.withLock { $0 } == 2)
    }

    @Test("a task that is cancelled waits all the same")
    func cancelled() async {
        let refresh = refreshes.begin()
        let waiting = Bell()
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask { [refreshes] in
                #expect(Task.isCancelled)
                waiting.ring()
                await refreshes.settle()
                #expect(refreshes.isSettled)
            }
            await waiting.wait()
            refresh.settled()
        }
    }

    @Test("many refreshes and many who wait never miss each other")
    func many() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask { [refreshes] in
                    let refresh = refreshes.begin()
                    await Task.yield()
                    refresh.settled()
                }
                group.addTask { [refreshes] in await refreshes.settle() }
            }
        }
        #expect(refreshes.isSettled)
    }
}

public import CarryoverCore
import Synchronization

/// A lock over several managers of one process, in the place of the one over processes.
///
/// Copies share the lock. It may be used from any task.
public final class InMemoryFlightLock: FlightLock {
    private struct State {
        var holder: Int?
        var nextID: UInt64 = 0
        var waiters: [(id: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let time: any TimeSource
    private let state = Mutex(State())

    /// Creates a lock that is free.
    ///
    /// - Parameter time: What a waiter's patience is measured by.
    public init(time: any TimeSource) {
        self.time = time
    }

    /// Waits for the lock.
    public func acquire(patience: Duration) async throws(StoreError) -> any FlightLease {
        if take() { return Lease(self) }
        let end = time.uptime + patience
        let isTaken = await withTaskGroup(of: Bool.self) { [time] group in
            group.addTask { await self.wait() }
            group.addTask {
                try? await time.sleep(until: end, tolerance: .zero)
                return false
            }
            var isTaken = await group.next() ?? false
            group.cancelAll()
            // The lock may have been handed over in the very moment in which the patience ended.
            for await late in group { isTaken = isTaken || late }
            return isTaken
        }
        guard isTaken else {
            throw StoreError(.busy, operation: "lock", detail: "not free within \(patience)")
        }
        return Lease(self)
    }

    /// The process that holds the lock.
    public func holder() async -> Int? { state.withLock { $0.holder } }

    private func take() -> Bool {
        state.withLock { state in
            guard state.holder == nil else { return false }
            state.holder = 1
            return true
        }
    }

    /// Waits for its turn.
    ///
    /// Returns whether the lock was handed over.
    private func wait() async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.holder == nil {
                        state.holder = 1
                        return true
                    }
                    state.waiters.append((id, continuation))
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiters.remove(at: index).continuation
            }
            waiter?.resume(returning: false)
        }
    }

    fileprivate func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiters.isEmpty else {
                state.holder = nil
                return nil
            }
            return state.waiters.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private final class Lease: FlightLease {
        private let lock: Mutex<InMemoryFlightLock?>

        init(_ lock: InMemoryFlightLock) {
            self.lock = Mutex(lock)
        }

        deinit { release() }

        func release() {
            lock.withLock { $0.take() }?.giveBack()
        }
    }
}

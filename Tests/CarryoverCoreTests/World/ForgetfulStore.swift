import CarryoverCore
import Synchronization

/// A store whose signals of change can end, as when its folder is replaced.
final class ForgetfulStore: SessionStore {
    private struct State {
        var listeners: [AsyncStream<Void>.Continuation] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let store: any SessionStore
    private let state = Mutex(State())

    init(_ store: any SessionStore) {
        self.store = store
    }

    var identity: String { store.identity }

    /// Ends every sequence of signals.
    func forget() {
        for listener in state.withLock({ $0.listeners }) { listener.finish() }
    }

    /// Waits until somebody has listened so often.
    func listened(atLeast count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.listeners.count >= count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    func read() async -> StoreReading { await store.read() }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        try await store.write(value, replacing: generation)
    }

    func delete() async throws(StoreError) { try await store.delete() }
    func setAside() async throws(StoreError) -> String { try await store.setAside() }
    func describe() async -> StoreDescription { await store.describe() }

    func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let signals = store.changes()
        let relay = Task { for await _ in signals { continuation.yield() } }
        continuation.onTermination = { _ in relay.cancel() }
        let ready = state.withLock { state in
            state.listeners.append(continuation)
            let ready = state.waiters.filter { $0.count <= state.listeners.count }.map(\.continuation)
            state.waiters.removeAll { $0.count <= state.listeners.count }
            return ready
        }
        for waiter in ready { waiter.resume() }
        return stream
    }
}

import CarryoverCore
import Synchronization

/// A store that has nothing to watch its record with at first.
final class BlindStore: WatchedStore {
    private let store: any SessionStore
    private let failures: Mutex<Int>

    /// - Parameter failures: How often it can tell nobody of changes.
    init(_ store: any SessionStore, failures: Int) {
        self.store = store
        self.failures = Mutex(failures)
    }

    var identity: String { store.identity }

    func read() async -> StoreReading { await store.read() }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        try await store.write(value, replacing: generation)
    }

    func delete() async throws(StoreError) { try await store.delete() }
    func setAside() async throws(StoreError) -> String { try await store.setAside() }
    func describe() async -> StoreDescription { await store.describe() }

    func changes() -> AsyncStream<Void> {
        guard failures.withLock({ $0 }) == 0 else { return AsyncStream { $0.finish() } }
        let signals = store.changes()
        // The first signal says that the watch stands.
        return AsyncStream { continuation in
            continuation.yield()
            let relay = Task { for await _ in signals { continuation.yield() } }
            continuation.onTermination = { _ in relay.cancel() }
        }
    }

    func watchFailure() async -> StoreError? {
        failures.withLock { failures in
            guard failures > 0 else { return nil }
            failures -= 1
            return StoreError(.fileSystem, operation: "watch", detail: "scripted")
        }
    }
}

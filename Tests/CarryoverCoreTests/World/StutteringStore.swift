import CarryoverCore
import Synchronization

/// A store whose n-th write fails, or is forgotten as soon as it is done.
final class StutteringStore: SessionStore {
    private let store: InMemorySessionStore
    private let failing: Int?
    private let forgetting: Int?
    private let writes = Mutex(0)
    let identity = RandomID.make()

    init(_ store: InMemorySessionStore, failing: Int? = nil, forgetting: Int? = nil) {
        self.store = store
        self.failing = failing
        self.forgetting = forgetting
    }

    func read() async -> StoreReading { await store.read() }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        let number = writes.withLock { writes in
            writes += 1
            return writes
        }
        if number == failing { throw StoreError(.fileSystem, operation: "write", detail: "scripted") }
        if number == forgetting { return }
        try await store.write(value, replacing: generation)
    }

    func delete() async throws(StoreError) { try await store.delete() }
    func setAside() async throws(StoreError) -> String { try await store.setAside() }
    func describe() async -> StoreDescription { await store.describe() }
    func changes() -> AsyncStream<Void> { store.changes() }
}

import CarryoverCore

/// A store that lets a test look around before each write takes effect.
struct ObservedStore: SessionStore {
    let store: any SessionStore
    let onWrite: @Sendable (StoredValue) async -> Void

    init(_ store: any SessionStore, onWrite: @escaping @Sendable (StoredValue) async -> Void) {
        self.store = store
        self.onWrite = onWrite
    }

    var identity: String { store.identity }

    func read() async -> StoreReading { await store.read() }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        await onWrite(value)
        try await store.write(value, replacing: generation)
    }

    func delete() async throws(StoreError) { try await store.delete() }
    func setAside() async throws(StoreError) -> String { try await store.setAside() }
    func describe() async -> StoreDescription { await store.describe() }
    func changes() -> AsyncStream<Void> { store.changes() }
}

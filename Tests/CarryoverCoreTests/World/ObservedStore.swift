import CarryoverCore

/// A store that lets a test look around, and act, before each write takes effect and after each reading.
struct ObservedStore: SessionStore {
    let store: any SessionStore
    let onRead: @Sendable () async -> Void
    let onWrite: @Sendable (StoredValue) async -> Void

    init(_ store: any SessionStore, onRead: @escaping @Sendable () async -> Void) {
        (self.store, self.onRead, onWrite) = (store, onRead, { _ in })
    }

    init(_ store: any SessionStore, onWrite: @escaping @Sendable (StoredValue) async -> Void) {
        (self.store, onRead, self.onWrite) = (store, {}, onWrite)
    }

    var identity: String { store.identity }

    func read() async -> StoreReading {
        let reading = await store.read()
        await onRead()
        return reading
    }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        await onWrite(value)
        try await store.write(value, replacing: generation)
    }

    func delete() async throws(StoreError) { try await store.delete() }
    func setAside() async throws(StoreError) -> String { try await store.setAside() }
    func describe() async -> StoreDescription { await store.describe() }
    func changes() -> AsyncStream<Void> { store.changes() }
}

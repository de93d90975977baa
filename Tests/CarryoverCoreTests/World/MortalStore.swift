import CarryoverCore

/// A store as a process sees it that may die.
struct MortalStore: SessionStore {
    let store: any SessionStore
    let life: Lifeline

    // Two processes share no flight; the lock over processes is what they share.
    let identity = RandomID.make()

    private var death: StoreError { StoreError(.fileSystem, operation: "any", detail: "dead") }

    func read() async -> StoreReading { life.isDead ? .unavailable(death) : await store.read() }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        let result = await life.step("write") { () -> Result<Void, StoreError> in
            do throws(StoreError) {
                return .success(try await store.write(value, replacing: generation))
            } catch {
                return .failure(error)
            }
        }
        guard let result else { throw death }
        try result.get()
    }

    func delete() async throws(StoreError) { throw death }
    func setAside() async throws(StoreError) -> String { throw death }
    func describe() async -> StoreDescription { await store.describe() }
    func changes() -> AsyncStream<Void> { store.changes() }
}

import CarryoverCore
import Synchronization

/// A store that can be locked, and whose writes can be made to fail.
final class LockedStore: SessionStore {
    private struct State {
        var isLocked = false
        var refusesWrites = false
        var writesToRefuse = 0
        var isCorrupt = false
        var mayHoldReplaced = false
    }

    private let store: InMemorySessionStore
    private let state = Mutex(State())
    let identity = RandomID.make()

    init(_ store: InMemorySessionStore) {
        self.store = store
    }

    var isLocked: Bool {
        get { state.withLock { $0.isLocked } }
        set { state.withLock { $0.isLocked = newValue } }
    }

    var refusesWrites: Bool {
        get { state.withLock { $0.refusesWrites } }
        set { state.withLock { $0.refusesWrites = newValue } }
    }

    /// Makes the next writes fail, and those after them work.
    func refuse(writes count: Int) {
        state.withLock { state in
            state.refusesWrites = false
            state.writesToRefuse = count
        }
    }

    var isCorrupt: Bool {
        get { state.withLock { $0.isCorrupt } }
        set { state.withLock { $0.isCorrupt = newValue } }
    }

    func read() async -> StoreReading {
        if isLocked { return .locked(StoreError(.locked, operation: "read", detail: "locked")) }
        if isCorrupt { return .corrupt(StoreError(.damaged, operation: "read", detail: "damaged")) }
        return await store.read()
    }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        if isLocked { throw StoreError(.locked, operation: "write", detail: "locked") }
        let isRefused = state.withLock { state in
            if state.writesToRefuse > 0 {
                state.writesToRefuse -= 1
                return true
            }
            return state.refusesWrites
        }
        if isRefused {
            // As with files: the lock that a writer takes is seen, whatever becomes of the write.
            signal()
            throw StoreError(.full, operation: "write", detail: "no space")
        }
        try await store.write(value, replacing: generation)
        state.withLock { $0.mayHoldReplaced = true }
    }

    /// Whether what was replaced last may still be found.
    var mayHoldReplaced: Bool {
        get { state.withLock { $0.mayHoldReplaced } }
        set { state.withLock { $0.mayHoldReplaced = newValue } }
    }

    func forgetReplaced() async throws(StoreError) { mayHoldReplaced = false }

    /// Tells whoever follows the store to look at it.
    func signal() { store.signal() }

    func delete() async throws(StoreError) { try await store.delete() }

    func setAside() async throws(StoreError) -> String {
        isCorrupt = false
        return try await store.setAside()
    }

    func describe() async -> StoreDescription { await store.describe() }
    func changes() -> AsyncStream<Void> { store.changes() }
}

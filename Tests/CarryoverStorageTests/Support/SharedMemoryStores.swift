import CarryoverCore
import Synchronization

/// In-memory stores by name: asking twice gives the same one.
final class SharedMemoryStores: Sendable {
    private let stores = Mutex<[String: InMemorySessionStore]>([:])

    func store(_ name: String) -> InMemorySessionStore {
        stores.withLock { stores in
            if let store = stores[name] { return store }
            let store = InMemorySessionStore(identity: name)
            stores[name] = store
            return store
        }
    }
}

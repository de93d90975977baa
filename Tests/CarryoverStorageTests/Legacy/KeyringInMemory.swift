import CarryoverCore
import CarryoverStorage
import Synchronization

/// A keyring in memory, in the manner of the Secret Service: items have attributes, and are found by some of
/// them.
final class KeyringInMemory: ForeignKeyring {
    struct Contents {
        var items: [(id: Int, attributes: [String: String], content: Secret)] = []
        var nextID = 0
        var failure: StoreError.Code?
        /// Fails the change with this number, and all after it.
        var failsFrom: Int?
        var changes = 0
    }

    private let contents = Mutex(Contents())

    func put(_ attributes: [String: String], _ content: String) {
        contents.withLock { contents in
            contents.items.append((contents.nextID, attributes, Secret(content)))
            contents.nextID += 1
        }
    }

    func removeAll() { contents.withLock { $0.items = [] } }

    func fail(_ code: StoreError.Code?) { contents.withLock { $0.failure = code } }

    func failChanges(from number: Int?) {
        contents.withLock { contents in
            contents.failsFrom = number
            contents.changes = 0
        }
    }

    /// What is there, by an attribute.
    func texts(by attribute: String) -> [String: String] {
        contents.withLock { contents in
            var texts: [String: String] = [:]
            for item in contents.items { texts[item.attributes[attribute] ?? ""] = item.content.exposed }
            return texts
        }
    }

    func perform<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (Search) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        if let code = contents.withLock({ $0.failure }) {
            throw StoreError(code, operation: operation, detail: "scripted")
        }
        return try body { (attributes) throws(StoreError) in
            self.contents.withLock { contents in
                contents.items.filter { item in attributes.allSatisfy { item.attributes[$0.key] == $0.value }
                }
                .map { Item(keyring: self, id: $0.id, content: $0.content) }
            }
        }
    }

    private func change(_ change: (inout Contents) -> Void) throws(StoreError) {
        let isFailing = contents.withLock { contents in
            contents.changes += 1
            if let first = contents.failsFrom, contents.changes >= first { return true }
            change(&contents)
            return false
        }
        if isFailing { throw StoreError(.providerFault, operation: "write", detail: "scripted") }
    }

    private struct Item: ForeignKeyringItem {
        let keyring: KeyringInMemory
        let id: Int
        let content: Secret

        func replace(with content: Secret) throws(StoreError) {
            try keyring.change { contents in
                for index in contents.items.indices where contents.items[index].id == id {
                    contents.items[index].content = content
                }
            }
        }

        func remove() throws(StoreError) {
            try keyring.change { $0.items.removeAll { $0.id == id } }
        }
    }
}

import Synchronization

/// A store that forgets: for tests, and for apps that must leave no trace.
///
/// Copies share their content. It may be used from any task.
public final class InMemorySessionStore: SessionStore {
    private struct Content {
        var value: StoredValue?
        var observers: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var nextObserver: UInt64 = 0
    }

    /// What makes it one record.
    public let identity: String
    private let content = Mutex(Content())

    /// Creates an empty store.
    ///
    /// - Parameter identity: What makes it one record; two stores with one identity would share a flight.
    public init(identity: String) {
        self.identity = "memory:" + identity
    }

    /// Reads the record.
    public func read() async -> StoreReading {
        content.withLock { $0.value }.map { .value($0) } ?? .absent
    }

    /// Replaces the record.
    public func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        let conflict: StoreError? = content.withLock { content in
            guard content.value?.generation == generation, value.generation > (generation ?? 0) else {
                return .conflict(found: content.value?.generation, expected: generation)
            }
            content.value = value
            return nil
        }
        if let conflict { throw conflict }
        signal()
    }

    /// Deletes the record.
    public func delete() async throws(StoreError) {
        content.withLock { $0.value = nil }
        signal()
    }

    /// Takes the record away.
    public func setAside() async throws(StoreError) -> String {
        content.withLock { $0.value = nil }
        signal()
        return "nowhere: it was in memory only"
    }

    /// Tells what the store is.
    public func describe() async -> StoreDescription {
        StoreDescription(
            backend: .memory,
            state: .ready,
            protection: .none,
            detail: "gone when the process ends"
        )
    }

    /// Tells everybody who looks on that there may be news.
    package func signal() {
        for observer in content.withLock({ Array($0.observers.values) }) { observer.yield() }
    }

    /// A signal after each change.
    public func changes() -> AsyncStream<Void> {
        AsyncStream { continuation in
            let id = content.withLock { content in
                content.nextObserver += 1
                content.observers[content.nextObserver] = continuation
                return content.nextObserver
            }
            continuation.onTermination = { [weak self] _ in
                self?.content.withLock { $0.observers[id] = nil }
            }
        }
    }
}

extension StoreError {
    /// Somebody else wrote the record in between.
    package static func conflict(found: UInt64?, expected: UInt64?) -> StoreError {
        func name(_ generation: UInt64?) -> String { generation.map { "generation \($0)" } ?? "nothing" }
        return StoreError(
            .conflict,
            operation: "write",
            detail: "the store holds \(name(found)), the writer had read \(name(expected))"
        )
    }
}

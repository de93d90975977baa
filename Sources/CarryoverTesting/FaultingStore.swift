public import CarryoverCore
import Synchronization

/// A store that fails on demand, for tests of what is built on stores.
///
/// Faults are used up one by one, each by the next call that it concerns; other calls go to the store behind.
/// It may be used from any task.
public final class FaultingStore: SessionStore {
    /// One failure to come.
    public enum Fault: Sendable {
        /// The next read gives this.
        case read(StoreReading)
        /// The next write fails, and nothing is written.
        case write(StoreError)
        /// The next write fails although the record is written, as when an answer is lost.
        case afterWriting(StoreError)
        /// The next deletion fails, and nothing is deleted.
        case delete(StoreError)

        fileprivate enum Call {
            case read, write, delete
        }

        fileprivate var call: Call {
            switch self {
            case .read: .read
            case .write, .afterWriting: .write
            case .delete: .delete
            }
        }
    }

    private struct State {
        var faults: [Fault] = []
        var reads = 0
        var writes = 0

        mutating func take(_ call: Fault.Call) -> Fault? {
            faults.firstIndex { $0.call == call }.map { faults.remove(at: $0) }
        }
    }

    private let base: any SessionStore
    private let state = Mutex(State())

    /// Creates a store in front of another one.
    public init(_ base: any SessionStore) { self.base = base }

    /// The identity of the store behind.
    public var identity: String { base.identity }

    /// How many times it was read.
    public var reads: Int { state.withLock(\.reads) }

    /// How many times a write was attempted.
    public var writes: Int { state.withLock(\.writes) }

    /// Adds failures to those that are still to come.
    public func inject(_ faults: Fault...) {
        state.withLock { $0.faults += faults }
    }

    /// Reads the record.
    public func read() async -> StoreReading {
        let fault = state.withLock { state in
            state.reads += 1
            return state.take(.read)
        }
        if case .read(let reading) = fault { return reading }
        return await base.read()
    }

    /// Replaces the record.
    public func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        let fault = state.withLock { state in
            state.writes += 1
            return state.take(.write)
        }
        if case .write(let error) = fault { throw error }
        try await base.write(value, replacing: generation)
        if case .afterWriting(let error) = fault { throw error }
    }

    /// Deletes the record.
    public func delete() async throws(StoreError) {
        if case .delete(let error) = state.withLock({ $0.take(.delete) }) { throw error }
        try await base.delete()
    }

    /// Leaves nothing of what was replaced.
    public func forgetReplaced() async throws(StoreError) { try await base.forgetReplaced() }

    /// Takes the record away.
    public func setAside() async throws(StoreError) -> String { try await base.setAside() }

    /// Tells what the store is.
    public func describe() async -> StoreDescription { await base.describe() }

    /// A signal after each change.
    public func changes() -> AsyncStream<Void> { base.changes() }
}

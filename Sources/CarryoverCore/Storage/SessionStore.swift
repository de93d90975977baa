/// Keeps one account's record: the session, its journal and its outbox, as one value that is replaced whole.
///
/// A store knows nothing of what the bytes mean. What it promises is that a read tells *absent* from everything
/// that merely looks like it, that a write is durable when it returns and atomic if it does not, and that a
/// writer who did not see the latest generation is refused.
///
/// Every function may be called from any task, by several processes at once, and ends by the store's own
/// deadline whatever lies behind it.
public protocol SessionStore: Sendable {
    /// What makes two stores the same record: equal for two instances, also in two processes, that share one.
    var identity: String { get }

    /// Reads the record.
    func read() async -> StoreReading

    /// Reads the record as far as that can be done without asking a person and without changing anything.
    ///
    /// A store that never asks and never moves its record need not have it: reading is the same then.
    func peek() async -> StoreReading

    /// Replaces the record, durably and atomically.
    ///
    /// - Parameters:
    ///   - value: The new record. Its generation must be greater than `generation`.
    ///   - generation: The generation that the writer has read, or `nil` when it has found the record absent.
    /// - Throws: ``StoreError`` with the code ``StoreError/Code/conflict`` when the store holds another generation,
    ///   or with the reason why nothing could be written. The record is then what it was before.
    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError)

    /// Deletes the record and every copy of it, and checks that it is gone. Deleting what is not there succeeds.
    func delete() async throws(StoreError)

    /// Makes sure that no file is left of the records that were replaced, also after a power cut.
    ///
    /// It is asked for when a session has ended. A store that leaves nothing behind need not have it.
    func forgetReplaced() async throws(StoreError)

    /// Puts a record that cannot be read out of the way, without destroying it, so that a new one can be written.
    ///
    /// - Returns: Where it is now, for a person to look at.
    func setAside() async throws(StoreError) -> String

    /// Tells what the store is and how well it protects, without prompting anybody.
    func describe() async -> StoreDescription

    /// A signal after each change that another process or another instance made; it may come too often, never
    /// too seldom. The stream ends when the store cannot tell.
    func changes() -> AsyncStream<Void>
}

extension SessionStore {
    /// Reads the record: asks nobody where reading does not.
    public func peek() async -> StoreReading { await read() }

    /// Does nothing.
    public func forgetReplaced() async throws(StoreError) {}
}

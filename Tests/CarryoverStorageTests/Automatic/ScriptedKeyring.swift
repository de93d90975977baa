import CarryoverCore
import CarryoverStorage
import Synchronization

/// A keyring in memory that can be taken away, locked or made to fail; instances share their content.
final class ScriptedKeyring: ProbedStore {
    final class Content: Sendable {
        let record = InMemorySessionStore(identity: "keyring")
        private let failure = Mutex<StoreError.Code?>(nil)
        private let failingWrites = Mutex<StoreError.Code?>(nil)
        private let asked = Mutex(0)

        /// How often it was asked for something.
        var questions: Int { asked.withLock { $0 } }

        func ask() { asked.withLock { $0 += 1 } }

        /// What a real keyring store does to its generation file.
        let announce: @Sendable () -> Void

        init(announce: @escaping @Sendable () -> Void = {}) { self.announce = announce }

        var code: StoreError.Code? {
            get { failure.withLock { $0 } }
            set { failure.withLock { $0 = newValue } }
        }

        var writeCode: StoreError.Code? {
            get { failingWrites.withLock { $0 } }
            set { failingWrites.withLock { $0 = newValue } }
        }
    }

    let content: Content
    let identity = "keyring"

    init(_ content: Content) { self.content = content }

    private func check(_ operation: String, _ code: StoreError.Code?) throws(StoreError) {
        content.ask()
        if let code { throw StoreError(code, operation: operation, detail: "scripted") }
    }

    func probe(mayPrompt: Bool) async throws(StoreError) { try check("probe", content.code) }

    func read() async -> StoreReading {
        do throws(StoreError) {
            try check("read", content.code)
            return await content.record.read()
        } catch {
            return error.code == .locked ? .locked(error) : .unavailable(error)
        }
    }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        try check("write", content.code ?? content.writeCode)
        try await content.record.write(value, replacing: generation)
        content.announce()
    }

    func delete() async throws(StoreError) {
        try check("delete", content.code)
        try await content.record.delete()
    }

    func delete(only generation: UInt64) async throws(StoreError) -> Bool {
        try check("delete", content.code)
        if case .value(let value) = await content.record.read(), value.generation != generation {
            return false
        }
        try await content.record.delete()
        return true
    }

    func setAside() async throws(StoreError) -> String {
        try check("set aside", content.code)
        return try await content.record.setAside()
    }

    func describe() async -> StoreDescription {
        content.ask()
        return StoreDescription(
            backend: .keyring,
            state: content.code == nil ? .ready : content.code == .locked ? .locked : .unavailable,
            protection: .keyring
        )
    }

    func changes() -> AsyncStream<Void> { content.record.changes() }
}

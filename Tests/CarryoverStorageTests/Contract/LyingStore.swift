import CarryoverCore
import CarryoverStorage

/// A store in memory that breaks one promise: what the contract has to notice.
struct LyingStore: SessionStore {
    enum Lie: String, CaseIterable, Sendable {
        case oneForAll, noFence, mayShrink, lostWrites, keptOnDeletion, keptAside, cutOff, textOnly, deaf
        case broken, differentIdentities, dropsUnknown, bumpsGeneration
    }

    let lie: Lie
    let base: InMemorySessionStore
    let identity: String

    func read() async -> StoreReading {
        let reading = await base.read()
        guard case .value(let value) = reading else { return reading }
        switch lie {
        case .cutOff:
            let bytes = value.payload.withBytes { Array($0.prefix(4096)) }
            return .value(StoredValue(payload: Secret(bytes: bytes), generation: value.generation))
        case .textOnly:
            return .value(StoredValue(payload: Secret(value.payload.exposed), generation: value.generation))
        case .bumpsGeneration:
            return .value(StoredValue(payload: value.payload, generation: value.generation + 1))
        case .dropsUnknown:
            guard value.payload.exposed.contains("from_the_future") else { return reading }
            let text = #"{"schema":1,"generation":1,"epoch":1}"#
            return .value(StoredValue(payload: Secret(text), generation: value.generation))
        default: return reading
        }
    }

    func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        guard case .value(let present) = await base.read() else {
            return try await base.write(value, replacing: generation)
        }
        switch lie {
        case .noFence:
            try await base.write(value, replacing: min(present.generation, value.generation - 1))
        case .mayShrink where generation == present.generation && value.generation <= present.generation:
            try await base.delete()
            try await base.write(value, replacing: nil)
        case .lostWrites: return
        default: try await base.write(value, replacing: generation)
        }
    }

    func delete() async throws(StoreError) {
        if lie != .keptOnDeletion { try await base.delete() }
    }

    func setAside() async throws(StoreError) -> String {
        if lie != .keptAside { _ = try await base.setAside() }
        return "somewhere"
    }

    func describe() async -> StoreDescription {
        StoreDescription(backend: .memory, state: lie == .broken ? .locked : .ready, protection: .none)
    }

    func changes() -> AsyncStream<Void> {
        lie == .deaf ? AsyncStream { _ in } : base.changes()
    }
}

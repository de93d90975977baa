import CarryoverCore

extension SessionStoreContract {
    func value(_ text: String, _ generation: UInt64) -> StoredValue {
        StoredValue(payload: Secret(text), generation: generation)
    }

    func expect(_ condition: Bool, _ detail: String) throws {
        guard condition else { throw Breach(detail: detail) }
    }

    func expectAbsent(_ store: any SessionStore) async throws {
        let reading = await store.read()
        guard case .absent = reading else { throw Breach(detail: "read \(name(reading)) instead of absent") }
    }

    func expect(_ store: any SessionStore, holds value: StoredValue) async throws {
        let reading = await store.read()
        guard case .value(let found) = reading else { throw Breach(detail: "read \(name(reading))") }
        try expect(
            found.generation == value.generation,
            "generation \(found.generation) instead of \(value.generation)"
        )
        try expect(
            found.payload == value.payload,
            "another payload, \(found.payload.count) bytes instead of \(value.payload.count)"
        )
    }

    func expectConflict(_ situation: String, _ write: () async throws -> Void) async throws {
        do {
            try await write()
        } catch let error as StoreError {
            return try expect(error.code == .conflict, "\(situation): \(error) instead of a conflict")
        }
        throw Breach(detail: "\(situation): it was written all the same")
    }

    func name(_ reading: StoreReading) -> String {
        switch reading {
        case .value(let value): "generation \(value.generation)"
        case .absent: "absent"
        case .locked(let error): "locked (\(error))"
        case .unavailable(let error): "unavailable (\(error))"
        case .corrupt(let error): "corrupt (\(error))"
        }
    }
}

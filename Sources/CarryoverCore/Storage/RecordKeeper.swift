/// Reads and changes the record in a store: the codec, the comparison of generations and the read-back.
package struct RecordKeeper: Sendable {
    package let store: any SessionStore

    private let makeLineage: @Sendable () -> String

    package init(store: any SessionStore, makeLineage: @escaping @Sendable () -> String = RandomID.make) {
        self.store = store
        self.makeLineage = makeLineage
    }

    /// What reading gave; the two failures of the codec are those of a corrupt store.
    package enum Reading: Sendable {
        case record(SessionRecord)
        case absent
        case failure(StoreReadingFailure)
    }

    /// Reads the record.
    package func read() async -> Reading { reading(await store.read()) }

    /// Reads the record without asking a person for anything.
    package func peek() async -> Reading { reading(await store.peek()) }

    private func reading(_ stored: StoreReading) -> Reading {
        switch stored {
        case .absent: return .absent
        case .locked(let error): return .failure(StoreReadingFailure(state: .locked, error: error))
        case .unavailable(let error): return .failure(StoreReadingFailure(state: .unavailable, error: error))
        case .corrupt(let error): return .failure(StoreReadingFailure(state: .corrupt, error: error))
        case .value(let value):
            do {
                var record = try SessionRecord(payload: value.payload)
                record.generation = value.generation
                return .record(record)
            } catch {
                return .failure(StoreReadingFailure(state: .corrupt, error: error.storeError))
            }
        }
    }

    /// What an update came to.
    package enum Outcome<Value: Sendable>: Sendable {
        /// The record that is in the store now, and what the change returned.
        case written(SessionRecord, Value)
        /// The change found that it must not be made; nothing was written.
        case declined(Value)
    }

    /// What a change wants done with the record it was shown.
    package enum Decision<Value: Sendable>: Sendable {
        case write(Value)
        case decline(Value)
    }

    /// Reads the record, lets a closure change it, and writes it, again from the start if somebody else was faster.
    ///
    /// - Parameters:
    ///   - isCrucial: Whether to read back what was written before it is believed.
    ///   - known: What the caller has read just now, which saves reading it again: the store refuses the write when
    ///     somebody else was there since. Nothing is declined because of it. What was read before some other wait is
    ///     of no use: a record that was deleted and made anew may have come to the same generation meanwhile.
    ///   - change: Called with the present record, an empty one where none is; it may be called several times.
    /// - Throws: ``StoreError``; the store then holds what it held before, or what was written, where only the reading
    ///   back of a crucial write has failed.
    package func update<Value: Sendable>(
        isCrucial: Bool = false,
        from known: Reading? = nil,
        _ change: (inout SessionRecord) -> Decision<Value>
    ) async throws(StoreError) -> Outcome<Value> {
        var answer: Value?
        // What all changes have in common is compiled once.
        let written = try await replace(isCrucial: isCrucial, from: known) { record in
            switch change(&record) {
            case .write(let value):
                answer = value
                return true
            case .decline(let value):
                answer = value
                return false
            }
        }
        guard let answer else { throw StoreError(.busy, operation: "write", detail: "nothing was decided") }
        return written.map { .written($0, answer) } ?? .declined(answer)
    }

    /// - Parameter change: Returns whether the record shall be written.
    /// - Returns: What was written, or `nil`.
    @inline(never)
    private func replace(
        isCrucial: Bool,
        from known: Reading?,
        _ change: (inout SessionRecord) -> Bool
    ) async throws(StoreError) -> SessionRecord? {
        var known = known
        for _ in 0..<8 {
            let isFresh = known == nil
            var record: SessionRecord
            var found: UInt64?
            switch await present(known) {
            case .failure(let failure): throw failure.error
            case .absent:
                record = SessionRecord()
                record.lineage = makeLineage()
            case .record(let present): (record, found) = (present, present.generation)
            }
            known = nil
            guard change(&record) else {
                if isFresh { return nil }
                continue
            }
            // A change that puts back what was newer has brought its number along.
            record.generation = max(found ?? 0, record.generation) + 1
            let stored = StoredValue(payload: record.payload, generation: record.generation)
            do {
                try await store.write(stored, replacing: found)
            } catch {
                if error.code == .conflict { continue }
                throw error
            }
            if isCrucial { try await confirm(stored) }
            return record
        }
        throw StoreError(.conflict, operation: "write", detail: "others wrote eight times in a row")
    }

    private func present(_ known: Reading?) async -> Reading {
        if let known { return known }
        return await read()
    }

    /// Reads a value back.
    ///
    /// A later generation is as good: somebody built on this one.
    private func confirm(_ stored: StoredValue) async throws(StoreError) {
        switch await store.read() {
        case .value(let value) where value == stored || value.generation > stored.generation: return
        case .locked(let error), .unavailable(let error), .corrupt(let error): throw error
        case .value, .absent:
            throw StoreError(
                .notDurable,
                operation: "read back",
                detail: "the store returned something else than was written"
            )
        }
    }
}

extension SessionRecord.DecodingFailure {
    fileprivate var storeError: StoreError {
        switch self {
        case .damaged(let what):
            StoreError(.damaged, operation: "read", detail: "the record is damaged: \(what)")
        case .newerSchema(let schema):
            StoreError(
                .newerFormat,
                operation: "read",
                detail: "the record has schema \(schema), this version knows \(SessionRecord.schema)",
                remedy: "update the application"
            )
        }
    }
}

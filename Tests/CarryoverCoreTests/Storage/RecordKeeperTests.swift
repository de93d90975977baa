import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

struct RecordKeeperTests {
    private let store = InMemorySessionStore(identity: RandomID.make())
    private var keeper: RecordKeeper { RecordKeeper(store: store) }

    private func put(_ text: String, generation: UInt64 = 1) async throws {
        try await store.write(StoredValue(payload: Secret(text), generation: generation), replacing: nil)
    }

    @Test(
        "a record that cannot be understood is corrupt, not absent, and is not overwritten",
        arguments: [
            ("garbage", StoreError.Code.damaged), (#"{"schema":9,"generation":1,"epoch":0}"#, .newerFormat),
        ]
    )
    func corrupt(_ row: (text: String, code: StoreError.Code)) async throws {
        try await put(row.text)
        guard case .failure(let failure) = await keeper.read() else {
            Issue.record("it was read")
            return
        }
        #expect(failure.state == .corrupt)
        #expect(failure.error.code == row.code)
        await #expect(throws: StoreError.self) {
            try await keeper.update { record -> RecordKeeper.Decision<Void> in
                record.epoch = 9
                return .write(())
            }
        }
        guard case .value(let value) = await store.read() else { return }
        #expect(value.payload.exposed == row.text)
    }

    @Test("what a caller has read is not read again, and when it is old it neither replaces nor declines")
    func known() async throws {
        func add(from known: RecordKeeper.Reading?, upTo limit: UInt64 = 100) async throws -> UInt64? {
            let outcome = try await keeper.update(from: known) { record -> RecordKeeper.Decision<UInt64> in
                guard record.epoch < limit else { return .decline(record.epoch) }
                record.epoch += 1
                return .write(record.epoch)
            }
            guard case .written(let record, _) = outcome else { return nil }
            return record.epoch
        }
        let empty = await keeper.read()
        #expect(try await add(from: empty) == 1)
        let first = await keeper.read()
        #expect(try await add(from: first) == 2)
        #expect(try await add(from: empty) == 3)
        #expect(try await add(from: first) == 4)
        let fourth = await keeper.read()
        _ = try await keeper.update { record -> RecordKeeper.Decision<Void> in
            record.epoch = 1
            return .write(())
        }
        #expect(try await add(from: fourth, upTo: 4) == 2)
    }

    @Test("a hundred writers at once lose nothing")
    func writers() async throws {
        let keeper = keeper
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    while true {
                        do throws(StoreError) {
                            _ = try await keeper.update { record -> RecordKeeper.Decision<Void> in
                                record.epoch += 1
                                return .write(())
                            }
                            return false
                        } catch {
                            // Eight conflicts in a row are an error of their own; nothing was written then.
                            if error.code != .conflict { return true }
                        }
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 0)
        guard case .record(let record) = await keeper.read() else { return }
        #expect(record.epoch == 100)
        #expect(record.generation == 100)
    }

    @Test("a change that declines writes nothing")
    func declines() async throws {
        let outcome = try await keeper.update { record -> RecordKeeper.Decision<Int> in
            record.epoch = 9
            return .decline(1)
        }
        guard case .declined(1) = outcome else {
            Issue.record("it was written")
            return
        }
        guard case .absent = await keeper.read() else {
            Issue.record("something is there")
            return
        }
    }

    @Test("a crucial write that reads back as something else is an error")
    func readBack() async throws {
        let keeper = RecordKeeper(store: StutteringStore(store, forgetting: 1))
        await #expect {
            try await keeper.update(isCrucial: true) { record -> RecordKeeper.Decision<Void> in .write(()) }
        } throws: { ($0 as? StoreError)?.code == .notDurable }
    }

    @Test(
        "the store in memory refuses a writer that did not see the latest generation",
        arguments: [
            (UInt64?.none, 2, false), (1, 2, true), (1, 1, false), (2, 3, false), (0, 1, false),
        ] as [(UInt64?, UInt64, Bool)]
    )
    func conflict(_ row: (replacing: UInt64?, generation: UInt64, isTaken: Bool)) async throws {
        try await put("x")
        let value = StoredValue(payload: Secret("y"), generation: row.generation)
        do {
            try await store.write(value, replacing: row.replacing)
            #expect(row.isTaken)
        } catch {
            #expect(error.code == .conflict)
            #expect(!row.isTaken)
        }
    }
}

import CarryoverCore

/// What the library itself does with a store: promises about the record in it, and those that take a helper.
extension SessionStoreContract {
    var rulesWithHelp: [(rule: String, check: Check)] {
        var rules: [(rule: String, check: Check)] = []
        if let elsewhere {
            rules.append(("of writers in several processes none is lost", checkProcesses(elsewhere)))
        }
        if let duplicate {
            rules.append(("of several copies the newest counts, and is left", checkDuplicates(duplicate)))
        }
        return rules
    }

    private func record(schema: Int64, generation: UInt64) -> StoredValue {
        let text = """
            {"schema":\(schema),"generation":\(generation),"epoch":0,"from_the_future":{"a":[1,"x",null]}}
            """
        return value(text, generation)
    }

    func checkUnknownMembers(_ account: String) async throws {
        let store = try await store(account)
        try await store.write(record(schema: SessionRecord.schema, generation: 1), replacing: nil)
        _ = try await RecordKeeper(store: store).update { record in
            record.epoch += 1
            return .write(())
        }
        let reading = try await self.store(account).read()
        guard case .value(let value) = reading else { throw Breach(detail: "read \(name(reading))") }
        let object = try JSONValue(parsing: value.payload).object
        try expect(object?["epoch"]?.integer == 1, "the change is not in the record")
        let expected: JSONValue = ["a": [1, "x", .null]]
        try expect(object?["from_the_future"] == expected, "the member is gone or another one")
    }

    func checkNewerSchema(_ account: String) async throws {
        let store = try await store(account)
        let newer = record(schema: SessionRecord.schema + 1, generation: 1)
        try await store.write(newer, replacing: nil)
        do {
            _ = try await RecordKeeper(store: store).update { _ in .write(()) }
        } catch {
            try expect(error.code == .newerFormat, "\(error) instead of a newer format")
            return try await expect(self.store(account), holds: newer)
        }
        throw Breach(detail: "it was overwritten")
    }

    private func checkProcesses(_ elsewhere: @escaping Elsewhere) -> Check {
        { account in
            let (application, times) = (applications[0], 5)
            async let first: Void = elsewhere(application, account, "first", times)
            async let second: Void = elsewhere(application, account, "second", times)
            try await Self.append("here", times: times, to: store(account))
            try await first
            try await second
            let words = try await words(in: account)
            for writer in ["first", "second", "here"] {
                let count = words.count { $0 == writer }
                try expect(count == times, "\(count) of \(times) writes by \(writer) are left")
            }
        }
    }

    private func checkDuplicates(_ duplicate: @escaping Duplicate) -> Check {
        { account in
            let store = try await store(account)
            try await store.write(value("a", 1), replacing: nil)
            try await duplicate(applications[0], account)
            try await expect(self.store(account), holds: value("a", 1))
            try await store.write(value("b", 2), replacing: 1)
            try await expect(self.store(account), holds: value("b", 2))
            try await store.write(value("c", 3), replacing: 2)
            try await expect(self.store(account), holds: value("c", 3))
            try await duplicate(applications[0], account)
            try await self.store(account).delete()
            try await expectAbsent(store)
        }
    }
}

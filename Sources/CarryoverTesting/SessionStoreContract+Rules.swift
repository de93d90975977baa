import CarryoverCore

extension SessionStoreContract {
    typealias Check = @Sendable (_ account: String) async throws -> Void

    var rules: [(rule: String, check: Check)] {
        [
            ("equal records have equal identities", checkIdentity),
            ("what was never written is absent", checkAbsence),
            ("what was written is read by every instance", checkRoundTrip),
            ("a record is replaced whole", checkReplacement),
            ("a writer that did not see the latest generation is refused", checkFencing),
            ("a payload of any size and content comes back as it was", checkPayloads),
            ("what was deleted is gone for every instance", checkDeletion),
            ("accounts and apps are kept apart", checkIsolation),
            ("of writers at the same time none is lost", checkConcurrency),
            ("a record that is set aside makes room for a new one", checkSettingAside),
            ("a store that works says that it is ready", checkDescription),
            ("a change by another instance is signalled", checkChanges),
            ("members that this version does not know are kept", checkUnknownMembers),
            ("a record of a newer schema is refused, and stays", checkNewerSchema),
        ] + rulesWithHelp
    }

    func store(_ account: String, application: Int = 0) async throws -> any SessionStore {
        try await make(applications[application], account)
    }

    private func checkIdentity(_ account: String) async throws {
        let identity = try await store(account).identity
        try await expect(store(account).identity == identity, "two instances differ")
        try await expect(store(account + "-other").identity != identity, "two accounts are equal")
        try await expect(store(account, application: 1).identity != identity, "two apps are equal")
    }

    private func checkAbsence(_ account: String) async throws {
        try await expectAbsent(store(account))
    }

    private func checkRoundTrip(_ account: String) async throws {
        let store = try await store(account)
        try await store.write(value("first", 1), replacing: nil)
        try await expect(store, holds: value("first", 1))
        try await expect(self.store(account), holds: value("first", 1))
    }

    private func checkReplacement(_ account: String) async throws {
        let store = try await store(account)
        try await store.write(value("a rather long first record", 1), replacing: nil)
        try await store.write(value("short", 7), replacing: 1)
        try await expect(self.store(account), holds: value("short", 7))
    }

    private func checkFencing(_ account: String) async throws {
        let store = try await store(account)
        try await expectConflict("nothing is there") { try await store.write(value("a", 2), replacing: 1) }
        try await store.write(value("a", 5), replacing: nil)
        try await expectConflict("a record is there") { try await store.write(value("b", 6), replacing: nil) }
        try await expectConflict("an older one") { try await store.write(value("b", 6), replacing: 4) }
        try await expectConflict("a later one") { try await store.write(value("b", 7), replacing: 6) }
        try await expectConflict("no growth") { try await store.write(value("b", 5), replacing: 5) }
        try await expect(self.store(account), holds: value("a", 5))
    }

    private func checkPayloads(_ account: String) async throws {
        let store = try await store(account)
        let payloads: [[UInt8]] = [
            [], [0], Array(0...255), Array("\u{FEFF}é\r\n\0".utf8),
            (0..<largestPayload).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) },
        ]
        var generation: UInt64?
        for payload in payloads {
            let next = StoredValue(payload: Secret(bytes: payload), generation: (generation ?? 0) + 1)
            try await store.write(next, replacing: generation)
            try await expect(self.store(account), holds: next)
            generation = next.generation
        }
    }

    private func checkDeletion(_ account: String) async throws {
        let store = try await store(account)
        try await store.write(value("a", 3), replacing: nil)
        try await self.store(account).delete()
        try await expectAbsent(store)
        try await expectAbsent(self.store(account))
        try await store.delete()
        try await store.write(value("b", 1), replacing: nil)
        try await expect(store, holds: value("b", 1))
    }

    private func checkIsolation(_ account: String) async throws {
        let first = try await store(account)
        let other = try await store(account + "-other")
        let foreign = try await store(account, application: 1)
        try await first.write(value("first", 1), replacing: nil)
        try await expectAbsent(other)
        try await expectAbsent(foreign)
        try await other.write(value("other", 2), replacing: nil)
        try await foreign.write(value("foreign", 3), replacing: nil)
        try await other.delete()
        try await expect(first, holds: value("first", 1))
        try await expect(foreign, holds: value("foreign", 3))
        try await foreign.delete()
    }

    private func checkConcurrency(_ account: String) async throws {
        let (writers, rounds) = (4, 5)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    let store = try await store(account)
                    for round in 0..<rounds {
                        try await Self.append("\(writer).\(round)", times: 1, to: store)
                    }
                }
            }
            try await group.waitForAll()
        }
        let words = try await words(in: account)
        try expect(words.count == writers * rounds, "\(words.count) of \(writers * rounds) writes are left")
        try expect(Set(words).count == words.count, "a write happened twice")
    }

    func words(in account: String) async throws -> [Substring] {
        let reading = try await store(account).read()
        guard case .value(let value) = reading else { throw Breach(detail: "read \(name(reading))") }
        return value.payload.exposed.split(separator: " ")
    }

    private func checkSettingAside(_ account: String) async throws {
        let store = try await store(account)
        try await store.write(value("a", 9), replacing: nil)
        let place = try await store.setAside()
        try expect(!place.isEmpty, "it does not say where the record is")
        try await expectAbsent(self.store(account))
        try await store.write(value("b", 1), replacing: nil)
        try await expect(self.store(account), holds: value("b", 1))
    }

    private func checkDescription(_ account: String) async throws {
        let store = try await store(account)
        try await store.write(value("a", 1), replacing: nil)
        let description = await store.describe()
        try expect(description.state == .ready, "it says \(description.state)")
    }

    private func checkChanges(_ account: String) async throws {
        let store = try await store(account)
        let signals = store.changes()
        let writer = try await self.store(account)
        let outcome = await withTaskGroup(of: String?.self) { group in
            group.addTask {
                for await _ in signals {
                    if case .value(let value) = await store.read(), value.generation == 2 { return nil }
                }
                // A store that cannot tell ends its stream, and keeps its promise by that.
                return nil
            }
            group.addTask {
                do {
                    try await writer.write(value("a", 1), replacing: nil)
                    try await writer.write(value("b", 2), replacing: 1)
                    try await ContinuousClock().sleep(for: patience)
                } catch is CancellationError {
                    return nil
                } catch {
                    return "threw \(error)"
                }
                return "no signal within \(patience)"
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        if let outcome { throw Breach(detail: outcome) }
    }
}

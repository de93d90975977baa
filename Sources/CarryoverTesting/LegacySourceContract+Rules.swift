import CarryoverCore

extension LegacySourceContract {
    typealias Check = @Sendable (any Place) async throws -> Void

    var rules: [(rule: String, check: Check)] {
        [
            ("where nothing is, nothing is found and nothing is wrong", checkAbsence),
            ("a login is found with its tokens", checkFinding),
            ("looking changes nothing", checkRepetition),
            ("what cannot be understood is malformed, and no login", checkMalformed),
            ("what cannot be read is not absent", checkUnreadable),
            ("a rotated login takes the place of the old one", checkWritingBack),
            ("a login that is not there is not written over another one", checkForeignWriteBack),
            ("an erased login is gone, and all else is there", checkErasing),
            ("erasing what is gone succeeds, and erasing another login touches nothing", checkForeignErasing),
            ("several logins are kept apart", checkSeveral),
            ("no text of it shows a token", checkSecrecy),
        ]
    }

    private func login(_ name: String) -> LegacyCredential {
        LegacyCredential(accessToken: Secret("access-of-\(name)"), refreshToken: Secret("refresh-of-\(name)"))
    }

    private func expect(_ condition: Bool, _ detail: @autoclosure () -> String) throws {
        guard condition else { throw Breach(detail: detail()) }
    }

    /// What a source finds, when nothing is wrong.
    private func found(_ place: any Place) async throws -> [LegacyEntry] {
        let finding = await place.source.find()
        try expect(finding.unreadable.isEmpty, "unreadable: \(finding.unreadable)")
        try expect(finding.malformed.isEmpty, "malformed: \(finding.malformed)")
        return finding.entries
    }

    private func expect(_ place: any Place, holds logins: [LegacyCredential]) async throws {
        let entries = try await found(place)
        try expect(entries.count == logins.count, "\(entries.count) logins instead of \(logins.count)")
        for login in logins {
            try expect(
                entries.contains { Self.isOf(login, $0.credential) },
                "no entry has the tokens that were left"
            )
        }
    }

    /// The only login of a place.
    private func single(_ place: any Place, _ login: LegacyCredential) async throws -> LegacyEntry {
        try await place.leave([login])
        try await expect(place, holds: [login])
        guard let entry = try await found(place).first else { throw Breach(detail: "nothing was found") }
        return entry
    }

    private func checkAbsence(_ place: any Place) async throws {
        try await expect(place, holds: [])
    }

    private func checkFinding(_ place: any Place) async throws {
        _ = try await single(place, login("ada"))
        try expect(!place.source.kind.isEmpty, "it has no kind")
        try expect(!place.source.location.isEmpty, "it has no location")
    }

    private func checkRepetition(_ place: any Place) async throws {
        try await place.leave([login("ada")])
        let before = try await place.remainder()
        for _ in 1...2 { try await expect(place, holds: [login("ada")]) }
        try await expect(place.remainder() == before, "something else changed")
    }

    private func checkMalformed(_ place: any Place) async throws {
        guard try await place.spoil() else { return }
        let finding = await place.source.find()
        try expect(finding.entries.isEmpty, "a login was found")
        try expect(finding.unreadable.isEmpty, "unreadable: \(finding.unreadable)")
        try expect(!finding.malformed.isEmpty, "nothing was said")
    }

    private func checkUnreadable(_ place: any Place) async throws {
        try await place.leave([login("ada")])
        guard try await place.block() else { return }
        let finding = await place.source.find()
        try expect(finding.entries.isEmpty, "a login was found")
        try expect(!finding.unreadable.isEmpty, "it counts as absent")
    }

    private func checkWritingBack(_ place: any Place) async throws {
        let entry = try await single(place, login("ada"))
        let before = try await place.remainder()
        try expect(place.source.isWritable == place.isWritable, "it says otherwise of being writable")
        guard place.isWritable else {
            do {
                try await place.source.writeBack(login("ada-2"), replacing: entry)
            } catch {
                return try expect(error.reason == .readOnly, "\(error) instead of read-only")
            }
            throw Breach(detail: "it was written")
        }
        try await place.source.writeBack(login("ada-2"), replacing: entry)
        try await expect(place, holds: [login("ada-2")])
        try await expect(place.remainder() == before, "something else changed")
    }

    private func checkForeignWriteBack(_ place: any Place) async throws {
        let entry = try await single(place, login("ada"))
        try await place.leave([login("grace")])
        do {
            try await place.source.writeBack(login("ada-2"), replacing: entry)
        } catch {
            return try await expect(place, holds: [login("grace")])
        }
        throw Breach(detail: "it did not fail")
    }

    private func checkErasing(_ place: any Place) async throws {
        let entry = try await single(place, login("ada"))
        let before = try await place.remainder()
        do {
            try await place.source.erase(entry)
        } catch {
            guard error.reason == .readOnly, !place.isWritable else { throw error }
            return try await expect(place, holds: [login("ada")])
        }
        try await expect(place, holds: [])
        try await expect(place.remainder() == before, "something else changed")
    }

    private func checkForeignErasing(_ place: any Place) async throws {
        let entry = try await single(place, login("ada"))
        do {
            try await place.source.erase(entry)
        } catch {
            guard error.reason == .readOnly, !place.isWritable else { throw error }
            return
        }
        try await place.source.erase(entry)
        try await place.leave([login("grace")])
        try await place.source.erase(entry)
        try await expect(place, holds: [login("grace")])
    }

    private func checkSeveral(_ place: any Place) async throws {
        guard place.capacity > 1 else { return }
        try await place.leave([login("ada"), login("grace")])
        try await expect(place, holds: [login("ada"), login("grace")])
        let before = try await place.remainder()
        try await place.source.writeBack(
            login("ada-2"),
            replacing: try await entry(of: login("ada"), in: place)
        )
        try await expect(place, holds: [login("ada-2"), login("grace")])
        try await place.source.erase(try await entry(of: login("ada-2"), in: place))
        try await expect(place, holds: [login("grace")])
        try await expect(place.remainder() == before, "something else changed")
    }

    private func entry(of login: LegacyCredential, in place: any Place) async throws -> LegacyEntry {
        let entry = try await found(place).first { Self.isOf(login, $0.credential) }
        guard let entry else { throw Breach(detail: "an entry is missing") }
        return entry
    }

    /// A place may keep one of the two tokens only.
    private static func isOf(_ login: LegacyCredential, _ found: LegacyCredential) -> Bool {
        [found.accessToken, found.refreshToken].compactMap(\.self)
            .allSatisfy { $0 == login.accessToken || $0 == login.refreshToken }
    }

    private func checkSecrecy(_ place: any Place) async throws {
        let entry = try await single(place, login("ada"))
        _ = try await place.spoil()
        let finding = await place.source.find()
        let texts = [place.source.kind, place.source.location, entry.place, "\(entry)", "\(finding)"]
        try expect(!texts.contains { $0.contains("-of-ada") }, "a token shows")
    }
}

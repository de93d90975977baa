import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct MigrationTests {
    @Test(
        "a first start carries the user over and leaves nothing behind",
        arguments: SuperTokensProvider.LegacyTokenPlace.allCases
    )
    func carriesOver(_ place: SuperTokensProvider.LegacyTokenPlace) async throws {
        let bench = Bench()
        let legacy = try #require(bench.source.credential)
        let provider = try bench.provider(place)
        let manager = try bench.manager { $0.provider = provider }

        let report = await manager.start()

        #expect(report.problem == nil)
        #expect(report.state.name == "active")
        #expect(report.state.session?.subject == "user")
        #expect(report.state.session?.lifetime?.duration == .seconds(3600))
        #expect(bench.source.credential == nil)
        #expect(
            bench.servers.legacyRevocations == [legacy.refreshToken?.exposed, legacy.accessToken?.exposed]
        )
        #expect(bench.servers.openSessions == 1)
        let status = await manager.status()
        #expect(status.migrationStep == .done)
        #expect(status.migratedFrom == Servers.old)
        #expect(status.pendingRevocations == 0)
        #expect(status.cohort == .new)
        let exchange = try #require(bench.transport.requests(to: "/migrate-session").first)
        switch place {
        case .header: #expect(exchange.authorization == legacy.accessToken.map { .bearer($0) })
        case .body:
            #expect(exchange.authorization == nil)
            #expect(exchange.body?.exposed.contains("legacy-access-1") == true)
        }
    }

    @Test("the session is durable before the legacy credential is erased, and erased before it is revoked")
    func order() async throws {
        let bench = Bench()
        let life = Lifeline()
        let manager = try bench.manager { configuration in
            configuration.store = MortalStore(store: bench.store, life: life)
            configuration.transport = MortalTransport(transport: bench.transport, life: life)
            configuration.legacySources = [MortalSource(source: bench.source, life: life)]
        }
        await manager.start()
        #expect(
            life.trace == [
                "write", "/migrate-session", "write", "erase", "write", "/oauth/revoke", "/oauth/revoke",
                "write",
            ]
        )
    }

    @Test("a second start restores the session without a request")
    func restores() async throws {
        let bench = Bench()
        try await bench.manager().start()
        bench.transport.forget()
        let events = try await bench.events { await $0.start() }
        #expect(bench.transport.requests.isEmpty)
        #expect(events.compactMap(\.name) == ["store.opened", "session.restored"])
    }

    @Test("a migration tells each step once and in order")
    func tells() async throws {
        let bench = Bench()
        let events = try await bench.events { await $0.start() }
        #expect(
            events.compactMap(\.name) == [
                "store.opened", "legacy.detected", "migration.started", "migration.exchanged",
                "session.stored",
                "session.verified", "legacy.erased", "legacy.revoked",
            ]
        )
        let states = events.compactMap { if case .state(let state) = $0 { state.name } else { nil } }
        #expect(states == ["signed-out", "migrating", "active"])
    }

    @Test("an expired legacy token is refreshed, written back and only then exchanged")
    func refreshesFirst() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        let life = Lifeline()
        let manager = try bench.manager { configuration in
            configuration.transport = MortalTransport(transport: bench.transport, life: life)
            configuration.legacySources = [MortalSource(source: bench.source, life: life)]
        }
        let report = await manager.start()
        #expect(report.state.name == "active")
        #expect(
            life.trace == [
                "/oauth/token", "write back", "/migrate-session", "erase", "/oauth/revoke", "/oauth/revoke",
            ]
        )
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-2", "legacy-access-2"])
        #expect(bench.source.credential == nil)
    }

    @Test(
        "every copy of the login is erased, also one that is older than the refresh",
        arguments: [3600, -10]
    )
    func erasesCopies(lifetime: Int) async throws {
        let bench = Bench(legacyLifetime: .seconds(lifetime))
        let copy = ScriptedLegacySource(bench.source.credential, place: "copy")
        try await bench.manager { $0.legacySources.append(copy) }.start()
        #expect(bench.source.credential == nil)
        #expect(copy.credential == nil)
    }

    @Test("a rotated credential that its place cannot take is kept in the record, and used from there")
    func keepsRotated() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        bench.source.failWriting(.readOnly)
        bench.transport.fail(2, .notDelivered)
        let first = try await bench.manager().start()
        #expect(first.state.name == "legacy")
        let kept = try #require(await bench.record().legacy)
        #expect(kept.credential.refreshToken?.exposed == "legacy-refresh-2")

        let second = try await bench.manager().start(retryingNow: true)
        #expect(second.state.name == "active")
        #expect(bench.transport.requests(to: "/oauth/token").count == 1)
        #expect(bench.servers.legacyRevocations.first == "legacy-refresh-2")
        #expect(bench.source.credential == nil, "the spent credential in its place is erased as well")
        #expect(await bench.record().legacy == nil)
    }

    @Test("a rotated credential in a file of another program leaves every other byte as it was")
    func writesBackIntoFile() async throws {
        let bench = Bench(legacyLifetime: nil)
        let legacy = bench.servers.signInAtOld(lifetime: .seconds(-10))
        let files = ScriptedFiles([
            "/auth.json": """
            { "theme" : "dark",
              "refresh_token" : "\(legacy.refreshToken?.exposed ?? "")",
              "access_token":"\(legacy.accessToken?.exposed ?? "")",
              "expires_at": 1 }

            """
        ])
        bench.transport.fail(2, .notDelivered)
        let source = JSONFileSource(path: "/auth.json", pointers: LegacyTokenPointers(), files: files)
        let report = try await bench.manager { $0.legacySources = [source] }.start()
        #expect(report.state.name == "legacy")
        let end = Int(bench.time.wall.timeIntervalSince1970) + 3600
        #expect(
            files.content("/auth.json") == """
                { "theme" : "dark",
                  "refresh_token" : "legacy-refresh-2",
                  "access_token":"legacy-access-2",
                  "expires_at": \(end) }

                """
        )

        try await bench.manager { $0.legacySources = [source] }.start(retryingNow: true)
        #expect(files.content("/auth.json") == "{ \"theme\" : \"dark\" }\n")
    }

    @Test(
        "a file that holds nothing but the credential is removed, and a folder's other account is left alone"
    )
    func removesFile() async throws {
        let bench = Bench(legacyLifetime: nil)
        func file(_ legacy: LegacyCredential) -> String {
            #"{"access_token":"\#(legacy.accessToken?.exposed ?? "")","token_type":"Bearer","issuer":"https://a.example"}"#
        }
        let other = file(bench.servers.signInAtOld())
        let files = ScriptedFiles(["/a.json": file(bench.servers.signInAtOld()), "/b.json": other])
        let source = JSONFileSource(path: "/*.json", pointers: LegacyTokenPointers(), files: files)
        let manager = try bench.manager { $0.legacySources = [source] }
        #expect(await manager.start().state.name == "active")
        #expect(files.content("/a.json") == nil)
        #expect(files.content("/b.json") == other)

        try await manager.signOut()
        #expect(files.content("/b.json") == other, "the second account is not the first one's to sign out")
        #expect(bench.servers.legacyRevocations == ["legacy-access-2"])
    }

    @Test("the same key goes with every attempt, restarts included")
    func sameKey() async throws {
        let bench = Bench()
        bench.transport.failAll(.answerLost)
        try await bench.manager().start()
        try await bench.manager().start(retryingNow: true)
        bench.transport.failAll(nil)
        try await bench.manager().start(retryingNow: true)
        let keys = bench.transport.requests(to: "/migrate-session").map { $0.fields["Idempotency-Key"] }
        #expect(keys.count == 3)
        #expect(Set(keys).count == 1 && keys[0]?.isEmpty == false)
        #expect(bench.servers.openSessions == 1)
    }

    @Test("within one start a transient failure is retried, with the same key, after a wait")
    func retriesWithinStart() async throws {
        let bench = Bench()
        bench.transport.fail(1, .answered(.json(503, "{}")))
        let manager = try bench.manager { $0.migrationPolicy.budget = .seconds(10) }
        async let report = manager.start()
        await bench.time.sleepers(atLeast: 1)
        #expect(bench.transport.requests.count == 1)
        bench.time.advance(by: .seconds(1))
        #expect(await report.state.name == "active")
        let keys = bench.transport.requests(to: "/migrate-session").map { $0.fields["Idempotency-Key"] }
        #expect(keys.count == 2 && keys[0] == keys[1])
    }

    @Test("a migration is never begun where a session is, or where the token is the new provider's already")
    func neverReplaces() async throws {
        let bench = Bench(legacyLifetime: nil)
        bench.source.put(bench.servers.signInAtOld())
        let manager = try bench.manager()
        await manager.start()
        bench.source.put(bench.servers.signInAtOld())
        bench.transport.forget()
        try await bench.manager().start()
        #expect(bench.transport.requests.isEmpty)
        #expect(bench.source.credential != nil)

        let own = Bench(legacyLifetime: nil)
        own.source.put(LegacyCredential(accessToken: manager.currentAccessToken))
        let report = try await own.manager().start()
        #expect(report.state.name == "signed-out")
        #expect(own.transport.requests.isEmpty)
    }

    @Test("a place that cannot be read is not a place without a login")
    func unreadable() async throws {
        let bench = Bench(legacyLifetime: nil)
        bench.source.setUnreadable([LegacySourceError(.unreadable, place: "old-login", detail: "denied")])
        let report = try await bench.manager().start()
        #expect(report.state.name == "unknown")
        #expect(report.problem?.code == .deferred)

        bench.source.setUnreadable([])
        #expect(try await bench.manager().start().problem?.code == .signedOut)
    }

    @Test("a copy in a place that cannot be read for now is erased by a later start")
    func unreadableCopy() async throws {
        let bench = Bench()
        let copy = ScriptedLegacySource(nil, place: "copy")
        let legacy = bench.source.credential
        copy.setUnreadable([LegacySourceError(.unreadable, place: "copy", detail: "denied")])
        try await bench.manager { $0.legacySources.append(copy) }.start()
        #expect(await bench.record().migration.step == .stored)
        copy.setUnreadable([])
        copy.put(legacy, at: "copy")
        try await bench.manager { $0.legacySources.append(copy) }.start()
        #expect(copy.credential == nil)
        #expect(await bench.record().migration.step == .done)
    }

    @Test("a place that cannot be written by nature does not keep a migration open, and one that failed does")
    func erasureFails() async throws {
        for (reason, step) in [
            (LegacySourceError.Reason.readOnly, MigrationStep.done), (.writeFailed, .stored),
        ] {
            let bench = Bench()
            bench.source.failErasing(reason)
            let report = try await bench.manager().start()
            #expect(report.state.name == "active")
            #expect(await bench.record().migration.step == step)
            bench.source.failErasing(nil)
            try await bench.manager().start()
            #expect(await bench.record().migration.step == .done)
            #expect((bench.source.credential == nil) == (reason != .readOnly))
        }
    }

    @Test("a malformed entry falls through to a good one in the next source")
    func malformed() async throws {
        let bench = Bench()
        let broken = ScriptedLegacySource(nil, place: "broken")
        broken.setMalformed([LegacySourceError(.malformed, place: "broken", detail: "not JSON")])
        let report = try await bench.manager { $0.legacySources.insert(broken, at: 0) }.start()
        #expect(report.state.name == "active")
    }

    @Test("a store that cannot be read starts no migration and loses nothing")
    func storeUnavailable() async throws {
        let bench = Bench()
        let store = LockedStore(bench.store)
        store.isLocked = true
        let manager = try bench.manager { $0.store = store }
        let report = await manager.start()
        #expect(report.state.name == "unknown")
        #expect(report.problem?.code == .store)
        #expect(bench.transport.requests.isEmpty)
        #expect(bench.source.searches == 0)

        store.isLocked = false
        #expect(
            try await manager.accessToken().isEmpty == false,
            "a keyring that was unlocked is found again"
        )
    }

    @Test(
        "the store's record about a migration holds no token, whatever became of it",
        arguments: [true, false]
    )
    func journalIsClean(isReachable: Bool) async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        if !isReachable { bench.transport.fail(2, .notDelivered) }
        try await bench.manager().start()
        let journal = await bench.record().migration
        #expect(journal.step == (isReachable ? .done : .deferred))
        #expect(!journal.json.text.contains("legacy-"))
        #expect(!journal.json.text.contains("st-refresh"))
    }
}

import CarryoverCore
import MockIdentity
import Testing

/// The main job, with the real programs, real HTTP and real files.
@Suite struct MigrationStoryTests {
    @Test(arguments: ["header", "body"])
    func anOldTokenBecomesAStoredSessionAndIsRevoked(place: String) async throws {
        try await Installation.run { installation in
            try installation.configure { object in
                object["provider"] = [
                    "kind": "supertokens", "api_domain": .string(installation.mock.addresses.supertokens),
                    "legacy_token_in": .string(place),
                ]
            }
            let tokens = try await installation.leaveLegacyLogin()

            let first = try await installation.demo("start", "--json")
            #expect(first.exitCode == 0, "\(first.errors)")
            #expect(
                Installation.events(first) == [
                    "store.opened", "legacy.detected", "migration.started", "migration.exchanged",
                    "session.stored",
                    "session.verified", "legacy.erased", "legacy.revoked", "ready",
                ]
            )
            #expect(installation.read(installation.legacyFile) == nil)
            #expect(installation.count(.supertokens, "session-created") == 1)

            let status = try await installation.status()
            #expect(status["state"]?.string == "active")
            #expect(status["subject"]?.string == "ada")
            #expect(status["migration"]?.object?["step"]?.string == "done")
            #expect(status["revocations_pending"]?.integer == 0)

            let answer = try await installation.demo("request", installation.mock.addresses.api + "/me")
            #expect(answer.exitCode == 0)
            #expect(answer.output.contains(#""supertokens""#))

            let requests = installation.mock.ledger.entries.count
            let second = try await installation.demo("start", "--json")
            #expect(second.exitCode == 0)
            #expect(Installation.events(second) == ["store.opened", "session.restored", "ready"])
            #expect(installation.mock.ledger.entries.count == requests, "a restored session needs no network")

            // Nothing but the store may hold a token, and the store holds it encrypted.
            for file in installation.files() {
                let content = installation.read(file) ?? ""
                for token in tokens { #expect(!content.contains(token), "\(file) holds a token") }
            }
            for finished in [first, answer, second] {
                for token in tokens {
                    #expect(!finished.output.contains(token) && !finished.errors.contains(token))
                }
            }
        }
    }

    @Test func theLedgerShowsThatNothingIsRevokedBeforeTheSessionIsStored() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            // With no place to store anything, the exchange must not even begin.
            try installation.configure { object in
                object["storage"] = ["backend": "file", "directory": "/proc/carryover"]
            }
            let blocked = try await installation.demo("start", "--json")
            #expect(blocked.exitCode == 4)
            #expect(installation.mock.ledger.entries.isEmpty)
            #expect(installation.read(installation.legacyFile) != nil)

            try installation.configure()
            let started = try await installation.demo("start", "--json")
            #expect(started.exitCode == 0)
            let paths = installation.mock.ledger.entries.map(\.path)
            #expect(
                paths.firstIndex(of: "/migrate-session") ?? 9 < paths.firstIndex(of: "/oauth/revoke") ?? -1
            )
        }
    }

    @Test func aKilledStartIsTakenUpByTheNextOne() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            installation.mock.faults.add(Fault(.hang, server: .supertokens, path: "/migrate-session"))
            let program = try Program(
                "\(Program.folder)/carryover-demo",
                ["start", "--json", "--config", installation.configurationFile],
                environment: installation.environment
            )
            while installation.mock.ledger.entries.isEmpty { await Task.yield() }
            program.kill()
            #expect(await program.finish().exitCode == 128 + 9)
            #expect(installation.read(installation.legacyFile) != nil)
            #expect(try await installation.status()["migration"]?.object?["step"]?.string == "exchanging")
            installation.mock.faults.removeAll()

            #expect(try await installation.demo("start", "--json").exitCode == 0)
            let keys = installation.mock.ledger.entries.filter { $0.path == "/migrate-session" }.map(
                \.idempotencyKey
            )
            #expect(keys.count == 2)
            #expect(keys.first == keys.last)
        }
    }
}

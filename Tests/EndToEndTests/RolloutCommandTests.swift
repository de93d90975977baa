import CarryoverCore
import MockIdentity
import Testing

/// Who goes over when, and back, as the commands see it.
@Suite struct RolloutCommandTests {
    private func line(_ finished: Finished) -> String { String(finished.output.prefix { $0 != "\n" }) }

    @Test(
        "in the cohort legacy the same commands serve and refresh the old session, until it may go over",
        arguments: ["off", "rolling"]
    )
    func legacyCohort(strategy: String) async throws {
        try await Installation.run { installation in
            try installation.configure { object in
                object["rollout"] = ["strategy": .string(strategy), "percentage": 0, "campaign": "spring"]
            }
            let tokens = try await installation.leaveLegacyLogin()
            let started = try await installation.demo("start", "--json")
            #expect(started.exitCode == 0, "\(started.output)\(started.errors)")
            #expect(Installation.events(started) == ["store.opened", "legacy.detected", "ready"])
            #expect(line(try await installation.demo("token")) == tokens[0])

            #expect(try await installation.demo("refresh").exitCode == 0)
            let fresh = line(try await installation.demo("token"))
            #expect(fresh != tokens[0])
            #expect(installation.read(installation.legacyFile)?.contains(fresh) == true)
            let answer = try await installation.demo("request", installation.mock.addresses.api + "/me")
            #expect(answer.output.contains(#""legacy""#), "\(answer.output)\(answer.errors)")

            let status = try await installation.status()
            #expect(status["state"]?.string == "legacy")
            #expect(status["rollout"]?.object?["cohort"]?.string == "legacy")
            #expect(status["migration"]?.object?["step"]?.string == "detected")
            let paths = Set(installation.mock.ledger.entries.map(\.path))
            #expect(paths.isDisjoint(with: ["/migrate-session", "/oauth/revoke"]))

            try installation.configure { object in
                object["rollout"] = ["strategy": "rolling", "percentage": 100, "campaign": "spring"]
            }
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(try await installation.status()["state"]?.string == "active")
            #expect(installation.read(installation.legacyFile) == nil)
        }
    }

    @Test("inside the window the migration is taken back, and going over again is a new one")
    func rollback() async throws {
        try await Installation.run { installation in
            try installation.configure { $0["rollout"] = ["rollback_window_seconds": 3600] }
            let tokens = try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(try await installation.status()["migration"]?.object?["step"]?.string == "stored")
            #expect(try await installation.status()["revocations_pending"]?.integer == 1)

            let back = try await installation.demo("rollback")
            #expect(back.exitCode == 0, "\(back.errors)")
            let status = try await installation.status()
            #expect(status["state"]?.string == "legacy")
            #expect(status["migration"]?.object?["step"]?.string == "rolled-back")
            #expect(status["revocations_pending"]?.integer == 0)
            #expect(line(try await installation.demo("token")) == tokens[0])
            #expect(installation.mock.supertokens.allSessions.isEmpty)

            #expect(try await installation.demo("rollback").exitCode == 2)
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(try await installation.status()["state"]?.string == "legacy")

            #expect(try await installation.demo("start", "--now").exitCode == 0)
            #expect(try await installation.status()["state"]?.string == "active")
            #expect(try await installation.demo("refresh").exitCode == 0)
            let migrations = installation.mock.ledger.entries.filter { $0.path == "/migrate-session" }
            #expect(Set(migrations.compactMap(\.idempotencyKey)).count == 2)
            #expect(!installation.mock.ledger.entries.contains { $0.path == "/oauth/revoke" })
        }
    }

    @Test("all at once ends the old session everywhere, says signed out, and does so once")
    func allAtOnce() async throws {
        try await Installation.run { installation in
            try installation.configure { $0["rollout"] = ["strategy": "all-at-once"] }
            try await installation.leaveLegacyLogin()
            let first = try await installation.demo("start", "--json")
            #expect(first.exitCode == 1, "\(first.output)\(first.errors)")
            #expect(Installation.events(first).contains("session.ended"))
            #expect(installation.read(installation.legacyFile) == nil)
            let revocations = installation.mock.ledger.entries.count { $0.path == "/oauth/revoke" }
            #expect(revocations == 2)
            let second = try await installation.demo("start", "--json")
            #expect(second.exitCode == 1)
            #expect(Installation.events(second) == ["store.opened", "ready"])
            #expect(installation.mock.ledger.entries.count { $0.path == "/oauth/revoke" } == revocations)
        }
    }
}

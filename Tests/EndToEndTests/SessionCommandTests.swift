import CarryoverCore
import MockIdentity
import Testing

/// The commands that work on a session.
@Suite struct SessionCommandTests {
    @Test func tokenPrintsTheTokenAndNothingElse() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            let finished = try await installation.demo("token")
            #expect(finished.exitCode == 0)
            let lines = finished.output.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 2 && lines[1].isEmpty)
            #expect(lines[0].split(separator: ".").count == 3)
            // The second time it comes from the store.
            let requests = installation.mock.ledger.entries.count
            #expect(try await installation.demo("token").output == finished.output)
            #expect(installation.mock.ledger.entries.count == requests)
        }
    }

    @Test func withNothingThereEveryCommandSaysSignedOut() async throws {
        try await Installation.run { installation in
            for command in ["start", "status", "token", "refresh"] {
                let finished = try await installation.demo(command)
                #expect(finished.exitCode == 1, "\(command): \(finished.errors)")
            }
            #expect(try await installation.status()["state"]?.string == "signed-out")
            #expect(installation.mock.ledger.entries.isEmpty)
        }
    }

    @Test func refreshRotatesAndTheftEndsTheSession() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            let before = try await installation.demo("token").output
            #expect(try await installation.demo("refresh").exitCode == 0)
            let after = try await installation.demo("token").output
            #expect(before != after)

            installation.mock.faults.add(
                .status(
                    401,
                    server: .supertokens,
                    path: "/auth/session/refresh",
                    body: #"{"message":"token theft detected"}"#
                )
            )
            let refused = try await installation.demo("refresh")
            #expect(refused.exitCode == 5)
            #expect(try await installation.status()["state"]?.string == "rejected")
            let requests = installation.mock.ledger.entries.count
            #expect(try await installation.demo("start").exitCode == 5)
            #expect(installation.mock.ledger.entries.count == requests, "after a refusal there is silence")
        }
    }

    @Test func refreshThatCannotReachTheServerKeepsTheSession() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            _ = try await installation.demo("start")
            installation.mock.faults.add(
                .status(503, server: .supertokens, path: "/auth/session/refresh", times: 1)
            )
            #expect(try await installation.demo("refresh").exitCode == 3)
            #expect(try await installation.demo("token").exitCode == 0)
            // The pause after it, of two seconds at most, holds for the commands that follow.
            let clock = ContinuousClock()
            let start = clock.now
            var code: Int32 = 3
            while code == 3, clock.now - start < .seconds(20) {
                code = try await installation.demo("refresh").exitCode
            }
            #expect(code == 0)
            #expect(installation.mock.ledger.entries(.supertokens, path: "/auth/session/refresh").count == 2)
        }
    }

    @Test func requestReportsHTTPErrorsAndSparesTheSession() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            _ = try await installation.demo("start")
            #expect(
                try await installation.demo("request", installation.mock.addresses.api + "/vip").exitCode == 7
            )
            #expect(
                try await installation.demo("request", installation.mock.addresses.api + "/always401")
                    .exitCode == 7
            )
            let refreshes = installation.mock.ledger.entries.count { $0.path == "/auth/session/refresh" }
            #expect(refreshes == 1, "one refresh for a 401, none for a 403")
            #expect(try await installation.demo("request", "https://elsewhere.example/").exitCode == 2)
            #expect(try await installation.status()["state"]?.string == "active")
        }
    }

    @Test func signOutIsLocalFirstAndRevokesLater() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            _ = try await installation.demo("start")
            installation.mock.faults.add(.status(503, server: .supertokens, path: "/auth/signout", times: 1))
            let finished = try await installation.demo("sign-out")
            #expect(finished.exitCode == 0)
            let status = try await installation.status()
            #expect(status["state"]?.string == "signed-out")
            #expect(status["revocations_pending"]?.integer == 1)
            #expect(try await installation.demo("token").exitCode == 1)
        }
    }

    @Test func sixteenProcessesAtOnceMakeOneExchangeAndOneRevocation() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            let codes = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<16 { group.addTask { try await installation.demo("start").exitCode } }
                return try await group.reduce(into: [Int32]()) { $0.append($1) }
            }
            #expect(codes == Array(repeating: 0, count: 16))
            #expect(installation.count(.supertokens, "session-created") == 1)
            // The refresh token and the access token are revoked, each of them once.
            let revoked = installation.mock.ledger.entries.filter { $0.path == "/oauth/revoke" }.map(
                \.presented
            )
            #expect(revoked.count == 2)
            #expect(Set(revoked).count == 2)
        }
    }

    @Test func sixteenProcessesAtOnceMakeOneRefresh() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            // A token of which less than a second is left, and that is waited for: then every process has to refresh.
            installation.mock.configure { $0.supertokens.accessTokenSeconds = 0 }
            #expect(try await installation.demo("refresh").exitCode == 0)
            installation.mock.configure { $0.supertokens.accessTokenSeconds = 3600 }
            var status = try await installation.demo("status", "--json").output
            for _ in 1...500 where !status.contains("\"expired\"") {
                status = try await installation.demo("status", "--json").output
            }
            let codes = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await installation.demo("token").exitCode }
                }
                return try await group.reduce(into: [Int32]()) { $0.append($1) }
            }
            #expect(codes == Array(repeating: 0, count: 16))
            #expect(installation.mock.ledger.entries.count { $0.path == "/auth/session/refresh" } == 2)
        }
    }
}

import CarryoverCore
import MockIdentity
import Testing

/// The same story with every provider: migrated, used, refreshed, and ended, with the real programs.
@Suite struct ProviderStoryTests {
    @Test(
        "an old login becomes a session that works, is refreshed, and is ended",
        arguments: ProviderCase.every
    )
    func story(_ provider: ProviderCase) async throws {
        try await provider.run { installation in
            let mock = installation.mock
            let legacyTokens = try await installation.leaveLegacyLogin()

            let first = try await installation.demo("start", "--json")
            #expect(first.exitCode == 0, "\(first.output)\(first.errors)")
            #expect(
                Installation.events(first).suffix(4) == [
                    "session.verified", "legacy.erased", "legacy.revoked", "ready",
                ]
            )
            #expect(installation.read(installation.legacyFile) == nil)
            #expect(provider.sessions(mock) == 1)
            let migration = mock.ledger.entries(provider.migration.server, path: provider.migration.path)
            #expect(migration.map(\.outcome).filter { !$0.hasPrefix("proof-refused") } == ["session-created"])
            #expect(migration.first?.idempotencyKey != nil)

            let status = try await installation.status()
            #expect(status["state"]?.string == "active")
            #expect(status["provider"]?.string == provider.kind.rawValue)
            #expect(status["subject"]?.string?.isEmpty == false)
            #expect(status["refreshable"]?.bool == true)
            #expect(status["migration"]?.object?["step"]?.string == "done")

            let requests = mock.ledger.entries.count
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(mock.ledger.entries.count == requests, "a restored session needs no network")

            let before = try await installation.demo("token").output
            #expect(try await installation.demo("refresh").exitCode == 0)
            let after = try await installation.demo("token").output
            #expect(before != after)
            #expect(provider.sessions(mock) == 1)
            let answer = try await installation.demo("request", mock.addresses.api + "/me")
            #expect(answer.exitCode == 0)
            #expect(answer.output.contains(#""token":"\#(provider.kind.rawValue)""#), "\(answer.output)")

            let ended = try await installation.demo("sign-out")
            #expect(ended.exitCode == 0)
            #expect(provider.sessions(mock) == 0)
            #expect(try await installation.status()["revocations_pending"]?.integer == 0)
            #expect(try await installation.demo("token").exitCode == 1)

            for finished in [first, answer, ended] {
                for token in legacyTokens + [before.trimmed, after.trimmed] {
                    #expect(!finished.output.contains(token) && !finished.errors.contains(token))
                }
            }
        }
    }

    @Test(
        "a sign-out without a network ends the session here at once, and there later",
        arguments: ProviderCase.every
    )
    func signOutOffline(_ provider: ProviderCase) async throws {
        try await provider.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            installation.mock.faults.add(
                Fault(.reset, server: provider.server, path: provider.revokePath, times: 0)
            )
            #expect(try await installation.demo("sign-out").exitCode == 0)
            let status = try await installation.status()
            #expect(status["state"]?.string == "signed-out")
            #expect(status["revocations_pending"]?.integer == 1)
            #expect(provider.sessions(installation.mock) == 1)

            installation.mock.faults.removeAll()
            #expect(try await installation.demo("sign-out").exitCode == 0)
            #expect(try await installation.status()["revocations_pending"]?.integer == 0)
            #expect(provider.sessions(installation.mock) == 0)
        }
    }

    @Test(
        "a session that was ended elsewhere is over at the next refresh, and then there is silence",
        arguments: ProviderCase.every
    )
    func endedElsewhere(_ provider: ProviderCase) async throws {
        try await provider.run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            for session in mock.descope.allSessions { mock.descope.revoke(id: session.id) }
            for session in mock.stytch.allSessions { mock.stytch.revoke(id: session.id) }
            for session in mock.supertokens.allSessions { mock.supertokens.revoke(handle: session.handle) }
            for session in mock.tokenExchange.allSessions { mock.tokenExchange.revoke(id: session.id) }
            #expect(try await installation.demo("refresh").exitCode == 5)
            #expect(try await installation.status()["state"]?.string == "rejected")
            let requests = mock.ledger.entries.count
            #expect(try await installation.demo("start").exitCode == 5)
            #expect(mock.ledger.entries.count == requests)
        }
    }

    /// What goes wrong with one request, and the exit codes of a migration and of a refresh.
    struct Trouble: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var migration: Int32 = 6
        var refresh: Int32 = 3
        let kind: FaultKind
        var status: Int?
        var isRefusal = false

        /// The faults of a server.
        ///
        /// They ask to be left alone for a while, so that nobody waits for a second attempt.
        func faults(_ server: ServerName, _ path: String, _ provider: ProviderCase) -> [Fault] {
            var fault = Fault(kind, server: server, path: path, times: 0)
            fault.status = status
            if isRefusal { fault.body = provider.refusal }
            var pause = Fault(.setHeaders, server: server, path: path, times: 0)
            pause.headers = ["retry-after": "30"]
            return [fault, pause]
        }
    }

    static let troubles = [
        Trouble(testDescription: "2xx without tokens", kind: .withoutTokens),
        Trouble(testDescription: "a 2xx whose tokens got lost on the way", kind: .stripTokens),
        Trouble(testDescription: "HTML", kind: .captivePortal),
        Trouble(testDescription: "401 in HTML", kind: .captivePortal, status: 401),
        Trouble(testDescription: "503", kind: .status, status: 503),
        Trouble(testDescription: "429", kind: .status, status: 429),
        Trouble(
            testDescription: "401 in the provider's words",
            migration: 5,
            refresh: 5,
            kind: .status,
            status: 401,
            isRefusal: true
        ),
    ]

    @Test("a migration that fails leaves the old login in place", arguments: ProviderCase.all, troubles)
    func failedMigration(_ provider: ProviderCase, _ trouble: Trouble) async throws {
        try await provider.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            for fault in trouble.faults(provider.migration.server, provider.migration.path, provider) {
                installation.mock.faults.add(fault)
            }
            let finished = try await installation.demo("start", "--json")
            let expected = provider.migrationExitCode(trouble.migration)
            #expect(finished.exitCode == expected, "\(finished.output)\(finished.errors)")
            let left = installation.read(installation.legacyFile) ?? ""
            // A refused login was refreshed once at the old provider, and tried again.
            #expect(left.contains(expected == 5 ? "access_token" : tokens[0]))
            #expect(installation.mock.ledger.entries(.legacy, path: "/oauth/revoke").isEmpty)
        }
    }

    @Test(
        "a refresh that fails leaves the session alone, unless the provider refuses",
        arguments: ProviderCase.all,
        troubles
    )
    func failedRefresh(_ provider: ProviderCase, _ trouble: Trouble) async throws {
        try await provider.run { installation in
            try await installation.leaveLegacyLogin()
            let started = try await installation.demo("start")
            try #require(started.exitCode == 0, "\(started.output)\(started.errors)")
            for fault in trouble.faults(provider.server, provider.refreshPath, provider) {
                installation.mock.faults.add(fault)
            }
            let finished = try await installation.demo("refresh")
            #expect(finished.exitCode == trouble.refresh, "\(finished.output)\(finished.errors)")
            #expect(try await installation.demo("token").exitCode == (trouble.refresh == 5 ? 5 : 0))
        }
    }
}

extension ProviderCase {
    /// Stytch says of a wrong public token what it says of a dead session: at the door it can only be the token.
    fileprivate func migrationExitCode(_ usual: Int32) -> Int32 {
        usual == 5 && kind == .stytch && stytchMode == .attest ? 6 : usual
    }
}

extension String {
    fileprivate var trimmed: String { String(prefix { $0 != "\n" }) }
}

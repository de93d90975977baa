import Carryover
import CarryoverCore
import MockIdentity
import Testing

/// What is Descope's own.
@Suite struct DescopeTests {
    /// What becomes of a rotated refresh token that comes back, and what a client sees of it.
    struct Reuse: Sendable, CustomTestStringConvertible {
        let setting: DescopeSettings.Reuse
        let exitCode: Int32
        let sessions: Int

        var testDescription: String { setting.rawValue }
    }

    @Test(
        "after a lost answer the same token is sent once more, and the provider's rule decides",
        arguments: [
            Reuse(setting: .grace, exitCode: 0, sessions: 1),
            Reuse(setting: .refuse, exitCode: 5, sessions: 1),
            Reuse(setting: .endSession, exitCode: 5, sessions: 0),
        ]
    )
    func lostAnswer(_ reuse: Reuse) async throws {
        try await ProviderCase.descopeRotation.run { installation in
            let mock = installation.mock
            // A session token that is over: as long as one lives, nothing is sent again.
            mock.configure { $0.descope.reuse = reuse.setting }
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            mock.configure { $0.descope.sessionSeconds = 0 }
            #expect(try await installation.demo("refresh").exitCode == 0)
            mock.configure { $0.descope.sessionSeconds = 600 }
            mock.faults.add(Fault(.loseAnswer, server: .descope, path: "/v1/auth/refresh"))
            #expect(try await installation.demo("refresh").exitCode == 3)
            #expect(try await installation.demo("refresh").exitCode == reuse.exitCode)
            let refreshes = mock.ledger.entries(.descope, path: "/v1/auth/refresh").dropFirst(2)
            #expect(refreshes.count == 2)
            #expect(Set(refreshes.map(\.presented)).count == 1, "both carried the same token")
            #expect(mock.descope.allSessions.count == reuse.sessions)
        }
    }

    @Test("the legacy token is sent once, to migrate, and never again")
    func legacyTokenIsSentOnce() async throws {
        try await ProviderCase.descope.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(try await installation.demo("refresh").exitCode == 0)
            let calls = installation.mock.ledger.entries(.descope, path: "/v1/auth/refresh")
            #expect(calls.map(\.outcome) == ["session-created", "refreshed"])
            #expect(calls.map { $0.presented["externalToken"] } == [Fingerprint.of(tokens[0]), nil])
        }
    }

    @Test(
        "a user without an account, and a project without migration, keep the old login",
        arguments: ["user", "project"]
    )
    func notYet(what: String) async throws {
        try await ProviderCase.descope.run { installation in
            installation.mock.configure { settings in
                if what == "user" {
                    settings.descope.unknownSubjects = ["ada"]
                    settings.descope.unknownUserCode = "E062108"
                } else {
                    settings.descope.migrationEnabled = false
                }
            }
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 6)
            let migration = try await installation.status()["migration"]?.object
            #expect(migration?["step"]?.string == "deferred")
            #expect(migration?["last_error"]?.string == (what == "user" ? "E062108" : "E000003"))
            #expect(installation.read(installation.legacyFile) != nil)

            installation.mock.configure { $0.descope = DescopeSettings() }
            #expect(try await installation.demo("start", "--now").exitCode == 0)
        }
    }

    @Test("a Descope token in the old place is not migrated")
    func ownToken() async throws {
        try await ProviderCase.descope.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            let token = try await installation.demo("token").output.prefix { $0 != "\n" }
            #expect(try await installation.demo("sign-out").exitCode == 0)
            try installation.write(#"{"access_token":"\#(token)"}"#, to: installation.legacyFile)
            let requests = installation.mock.ledger.entries.count
            #expect(try await installation.demo("start").exitCode == 1)
            #expect(installation.mock.ledger.entries.count == requests)
        }
    }

    /// A machine with an access key, which never signed in anywhere.
    static let machine = ProviderCase(
        testDescription: "descope-access-key",
        kind: .descopeAccessKey,
        migration: (.descope, "/v1/auth/accesskey/exchange"),
        server: .descope,
        refreshPath: "/v1/auth/accesskey/exchange",
        revokePath: "/v1/auth/logout",
        refusal: #"{"errorCode":"E062803"}"#,
        sessions: { _ in 0 }
    )

    @Test("who was migrated is asked after the session is durable, and no answer to that does any harm")
    func profile() async throws {
        try await ProviderCase.descope.run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            mock.faults.add(.status(500, server: .descope, path: "/v1/auth/me", times: 0))
            #expect(try await installation.demo("start").exitCode == 0)
            let asked = mock.ledger.entries.filter { $0.server == .descope }.map(\.path)
            #expect(asked == ["/v1/auth/refresh", "/v1/auth/me"])
            #expect(try await installation.status()["state"]?.string == "active")
            #expect(installation.count(.legacy, "revoked") == 1)
        }
    }

    @Test(
        "a sign-out everywhere ends the user's other sessions too, also when it has to wait",
        arguments: [false, true]
    )
    func everywhere(isOffline: Bool) async throws {
        try await ProviderCase.descope.run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            // The same user on another machine.
            let other = try await mock.signInLegacy(subject: "ada", email: "ada@example.com")
            let endpoint = try Endpoint(mock.addresses.descope + "/v1/auth/refresh")
            var request = HTTPRequest(
                .post,
                endpoint,
                authorization: .bearer(Secret(mock.settings.descope.projectID))
            )
            request.fields["Content-Type"] = "application/json"
            request.body = Secret(#"{"externalToken":"\#(other.accessToken)"}"#)
            _ = try await Composition.makeTransport().send(request)
            #expect(mock.descope.allSessions.count == 2)

            if isOffline { mock.faults.add(Fault(.reset, server: .descope, path: "/v1/auth/logout")) }
            #expect(try await installation.demo("sign-out", "--everywhere").exitCode == 0)
            if isOffline {
                #expect(mock.descope.allSessions.count == 2)
                #expect(try await installation.demo("sign-out").exitCode == 0)
            }
            #expect(mock.descope.allSessions.isEmpty)
            #expect(installation.count(.descope, "logged-out-everywhere") == 1)
        }
        try await ProviderCase.tokenExchange.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(try await installation.demo("sign-out", "--everywhere").exitCode == 2)
            #expect(try await installation.status()["state"]?.string == "active")
        }
    }

    @Test("an access key opens a machine's session, renews it, and stays where the configuration has it")
    func accessKey() async throws {
        try await Self.machine.run { installation in
            let mock = installation.mock
            try installation.dropLegacy()
            #expect(try await installation.demo("start").exitCode == 0)
            let status = try await installation.status()
            #expect(status["state"]?.string == "active")
            #expect(status["provider"]?.string == "descope-access-key")
            #expect(status["refreshable"]?.bool == true)

            let before = try await installation.demo("token").output
            #expect(try await installation.demo("refresh").exitCode == 0)
            #expect(try await installation.demo("token").output != before)
            let answer = try await installation.demo("request", mock.addresses.api + "/me")
            #expect(answer.output.contains(#""token":"descope""#), "\(answer.output)\(answer.errors)")
            #expect(installation.count(.descope, "access-key-exchanged") == 2)

            let key = try #require(mock.settings.descope.accessKeys.first)
            for file in installation.files() where file != installation.configurationFile {
                #expect(installation.read(file)?.contains(key) != true, "\(file)")
            }

            #expect(try await installation.demo("sign-out").exitCode == 0)
            #expect(
                try await installation.demo("start").exitCode == 1,
                "what was signed out does not come back"
            )
            #expect(installation.count(.descope, "access-key-exchanged") == 2)
        }
    }

    @Test("a key that is refused is told from a server that cannot be reached", arguments: [true, false])
    func accessKeyFails(isRefused: Bool) async throws {
        try await Self.machine.run({ if isRefused { $0["access_key"] = "K2wrong" } }) { installation in
            try installation.dropLegacy()
            if !isRefused { installation.mock.faults.add(.status(503, server: .descope, times: 0)) }
            #expect(try await installation.demo("start").exitCode == (isRefused ? 5 : 3))
            installation.mock.faults.removeAll()
            installation.mock.configure { $0.descope.accessKeys.append("K2wrong") }
            #expect(try await installation.demo("start").exitCode == 0)
        }
    }

    @Test(
        "a wrong description of the project is named by its path",
        arguments: [
            (#"{"kind":"descope"}"#, "provider.project_id: is missing"),
            (#"{"kind":"descope","project_id":"P2:x"}"#, "provider.project_id"),
            (
                #"{"kind":"descope","project_id":"P2","base_url":"http://api.example.com"}"#,
                "provider.base_url"
            ),
            (#"{"kind":"descope","project_id":"P2","session_cookie":"a b"}"#, "provider.session_cookie"),
            (#"{"kind":"descope","project_id":"P2","access_key":"k"}"#, "provider.access_key: unknown key"),
            (#"{"kind":"descope-access-key","project_id":"P2"}"#, "provider.access_key: is missing"),
        ]
    )
    func configuration(provider: String, complaint: String) async throws {
        try await Installation.run { installation in
            try installation.write(
                #"{"app":"notes","provider":\#(provider)}"#,
                to: installation.configurationFile
            )
            let finished = try await installation.demo("start")
            #expect(finished.exitCode == 2)
            #expect(finished.errors.contains(complaint), "\(finished.errors)")
        }
    }
}

extension Installation {
    /// Leaves the old provider out of the configuration.
    fileprivate func dropLegacy() throws {
        var object = try #require(
            try CarryoverCore.JSONValue(parsing: Array((read(configurationFile) ?? "").utf8)).object
        )
        object["legacy"] = nil
        try write(CarryoverCore.JSONValue.object(object).text, to: configurationFile)
    }
}

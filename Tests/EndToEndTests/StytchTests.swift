import Carryover
import CarryoverCore
import FoundationEssentials
import MockIdentity
import Testing

/// What is Stytch's own.
@Suite struct StytchTests {
    @Test(
        "a refresh does not shorten a session, and prolongs one that slides",
        arguments: ["fixed", "sliding"]
    )
    func sessionEnd(_ end: String) async throws {
        let stytch = ProviderCase.stytch(.backend, .consumer)
        try await stytch.run({ $0["session_end"] = .string(end) }) { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            let began = try #require(mock.stytch.allSessions.first?.expiresAt)
            mock.clock.advance(by: 86_400)
            for _ in 0..<2 { #expect(try await installation.demo("refresh").exitCode == 0) }
            let session = try #require(mock.stytch.allSessions.first)
            #expect(session.authentications == 2)
            #expect(session.expiresAt.timeIntervalSince(began) >= (end == "sliding" ? 86_400 : 0))
            #expect(end == "sliding" || session.expiresAt == began)
        }
    }

    @Test("a session of another duration than the configured one is never cut down to it")
    func longerSession() async throws {
        let stytch = ProviderCase.stytch(.backend, .consumer)
        func sliding(_ minutes: CarryoverCore.JSONValue) -> (inout CarryoverCore.JSONObject) -> Void {
            { provider in
                provider["session_end"] = "sliding"
                provider["session_duration_minutes"] = minutes
            }
        }
        try await stytch.run(sliding(43_200)) { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            let began = try #require(mock.stytch.allSessions.first?.expiresAt)
            // A later release asks for five minutes.
            let text = try #require(installation.read(installation.configurationFile))
            try installation.write(
                text.replacing(#""session_duration_minutes":43200"#, with: #""session_duration_minutes":5"#),
                to: installation.configurationFile
            )
            #expect(try await installation.demo("refresh").exitCode == 0)
            #expect(mock.stytch.allSessions.first?.expiresAt == began)
        }
    }

    @Test(
        "a migration whose answer got lost is repeated with its key, and there is one session",
        arguments: [true, false]
    )
    func lostAnswer(isReset: Bool) async throws {
        try await ProviderCase.stytch(.backend, .consumer).run { installation in
            try await installation.leaveLegacyLogin()
            var fault = Fault(.loseAnswer, server: .backend, path: "/session/migrate")
            fault.reset = isReset
            installation.mock.faults.add(fault)
            #expect(try await installation.demo("start").exitCode == 0)
            let calls = installation.mock.ledger.entries(.backend)
            #expect(calls.map(\.outcome) == ["session-created", "session-repeated"])
            #expect(Set(calls.map(\.idempotencyKey)).count == 1)
            #expect(installation.mock.stytch.allSessions.count == 1)
        }
    }

    @Test(
        "a session that is over is told by either of Stytch's words",
        arguments: [StytchSettings.DeadSession.unauthorized, .notFound]
    )
    func deadSession(_ word: StytchSettings.DeadSession) async throws {
        try await ProviderCase.stytch(.attest, .b2b, { $0.stytch.deadSession = word }).run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            for session in mock.stytch.allSessions { mock.stytch.revoke(id: session.id) }
            #expect(try await installation.demo("refresh").exitCode == 5)
            // Ended there already: nothing is left to be revoked.
            #expect(try await installation.demo("sign-out").exitCode == 0)
            #expect(try await installation.status()["revocations_pending"]?.integer == 0)
        }
    }

    @Test("a rotated opaque token is stored and used", arguments: [StytchMode.backend, .attest])
    func rotation(_ mode: StytchMode) async throws {
        try await ProviderCase.stytch(mode, .consumer, { $0.stytch.rotatesTokens = true }).run {
            installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            for _ in 0..<3 { #expect(try await installation.demo("refresh").exitCode == 0) }
            let calls = installation.mock.ledger.entries(.stytch, path: "/sdk/v1/sessions/authenticate")
            #expect(Set(calls.map(\.presented)).count == 3)
        }
    }

    @Test(
        "a user who is not there yet, and a project that is not set up, keep the old login",
        arguments: ["user", "project"]
    )
    func notYet(what: String) async throws {
        try await ProviderCase.stytch(.backend, .consumer).run { installation in
            installation.mock.configure { settings in
                if what == "user" {
                    settings.stytch.unknownEmails = ["ada@example.com"]
                } else {
                    settings.stytch.hasUserInfo = false
                }
            }
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 6)
            #expect(
                try await installation.status()["migration"]?.object?["last_error"]?.string
                    == (what == "user"
                        ? "migrate_from_external_email_does_not_exist"
                        : "migrate_from_external_missing_userinfo")
            )
            #expect(installation.read(installation.legacyFile) != nil)
        }
    }

    @Test(
        "tokens that the app's backend obtained are taken over, the opaque one alone too",
        arguments: [true, false]
    )
    func signIn(withJWT: Bool) async throws {
        try await ProviderCase.stytch(.backend, .consumer).run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            // The backend migrated another user, and hands out what Stytch gave it.
            let legacy = try await mock.signInLegacy(subject: "bob", email: "bob@example.com")
            let answer = try await migratedByBackend(legacy.accessToken, mock)
            let object = try #require(try CarryoverCore.JSONValue(parsing: answer.body).object)
            var handed: CarryoverCore.JSONObject = ["session_token": object["session_token"] ?? .null]
            if withJWT { handed["session_jwt"] = object["session_jwt"] }
            let file = installation.folder + "/answer.json"
            try installation.write(CarryoverCore.JSONValue.object(handed).text, to: file)
            #expect(try await installation.demo("sign-in", "--from", file).exitCode == 0)
            #expect(try await installation.demo("request", mock.addresses.api + "/me").exitCode == 0)
            #expect(
                mock.stytch.allSessions.map(\.email) == ["bob@example.com"],
                "the first session was revoked"
            )
        }
    }

    private func migratedByBackend(_ token: String, _ mock: MockIdentity) async throws -> HTTPResponse {
        let request = HTTPRequest(
            .post,
            try Endpoint(mock.addresses.backend + "/session/migrate"),
            fields: [
                "Content-Type": "application/json", "Idempotency-Key": "11111111-2222-4333-8444-555555555555",
            ],
            authorization: .bearer(Secret(token)),
            body: Secret(#"{"session_duration_minutes":60}"#)
        )
        return try await Composition.makeTransport().send(request)
    }

    @Test(
        "a wrong description of the project is named by its path",
        arguments: [
            (#"{"kind":"stytch","public_token":"p"}"#, "provider.mode: is missing"),
            (#"{"kind":"stytch","mode":"backend","public_token":"p"}"#, "provider.migrate_url: is missing"),
            (#"{"kind":"stytch","mode":"attest","public_token":"p"}"#, "provider.profile_id: is missing"),
            (#"{"kind":"stytch","mode":"attest","profile_id":"x"}"#, "provider.public_token: is missing"),
            (
                #"{"kind":"stytch","mode":"attest","profile_id":"x","public_token":"p","migrate_url":"https://a.example"}"#,
                "provider.migrate_url: unknown key"
            ),
            (
                #"{"kind":"stytch","mode":"attest","profile_id":"x","public_token":"p","session_duration_minutes":4}"#,
                "provider.session_duration_minutes"
            ),
            (
                #"{"kind":"stytch","mode":"attest","profile_id":"x","public_token":"p","session_duration_minutes":5.5}"#,
                "provider.session_duration_minutes: a whole number"
            ),
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

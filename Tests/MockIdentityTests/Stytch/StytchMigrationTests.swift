import MockIdentity
import Testing

@Suite struct StytchMigrationTests {
    @Test(
        "a migration asks the old provider whose token it is, and gives a session of its own",
        arguments: [false, true]
    )
    func migrates(isB2B: Bool) async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            var body: [String: JSONValue] = ["session_token": .string(token), "session_duration_minutes": 60]
            if isB2B { body["organization_id"] = .string(mock.settings.stytch.organizationID) }
            let answer = try await mock.stytchBackend(
                isB2B ? "/b2b/sessions/migrate" : "/sessions/migrate",
                .object(body)
            )
            #expect(answer.status == 200)
            #expect(answer.json["data"] == nil, "only the SDK's endpoints have an envelope")
            let session = try #require(answer.json[isB2B ? "member_session" : "session"])
            #expect(
                session["authentication_factors"]?.array?.first?["delivery_method"]?.string
                    == "imported_auth0"
            )
            #expect(answer.json["session_token"]?.string?.count == 44)
            #expect(mock.outcomes(.legacy) == ["user-info"])
            #expect(mock.outcomes(.stytch) == ["session-created"])
            #expect(mock.stytch.allSessions.map(\.vertical) == [isB2B ? .b2b : .consumer])
        }
    }

    @Test("a JWT has the documented shape, and five minutes")
    func jwt() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.stytchAda()
            let token = try #require(UnverifiedToken(ada.jwt))
            let project = mock.settings.stytch.projectID
            #expect(token.claims.string("iss") == "stytch.com/\(project)", "without a scheme")
            #expect(token.claims.members["aud"] == [.string(project)])
            #expect(token.claims.number("exp") == 1_800_000_300)
            #expect(token.claims.members["https://stytch.com/session"]?["expires_at"] != nil)
            #expect(try await mock.me(ada.jwt).json["token"]?.string == "stytch")
            mock.clock.advance(by: 300)
            #expect(try await mock.me(ada.jwt).status == 401)
        }
    }

    /// What is wrong with a migration, and what is answered.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var change: @Sendable (inout MockSettings) -> Void = { _ in }
        var body: [String: JSONValue] = ["session_duration_minutes": 60]
        var path = "/sessions/migrate"
        let status: Int
        let type: String
    }

    static let refusals = [
        Refusal(
            testDescription: "no user information endpoint",
            change: { $0.stytch.hasUserInfo = false },
            status: 400,
            type: "migrate_from_external_missing_userinfo"
        ),
        Refusal(
            testDescription: "unknown user",
            change: { $0.stytch.unknownEmails = ["ada@example.com"] },
            status: 400,
            type: "migrate_from_external_email_does_not_exist"
        ),
        Refusal(
            testDescription: "token refused by the old provider",
            body: ["session_token": "garbage", "session_duration_minutes": 60],
            status: 400,
            type: "migrate_from_external_unexpected_response"
        ),
        Refusal(
            testDescription: "another status for these errors",
            change: { settings in
                settings.stytch.hasUserInfo = false
                settings.stytch.migrationErrorStatus = 404
            },
            status: 404,
            type: "migrate_from_external_missing_userinfo"
        ),
        Refusal(
            testDescription: "too short",
            body: ["session_duration_minutes": 4],
            status: 400,
            type: "invalid_session_duration_minutes"
        ),
        Refusal(
            testDescription: "too long",
            body: ["session_duration_minutes": 527_041],
            status: 400,
            type: "invalid_session_duration_minutes"
        ),
        Refusal(
            testDescription: "unknown organization",
            body: ["organization_id": "other"],
            path: "/b2b/sessions/migrate",
            status: 404,
            type: "organization_not_found"
        ),
        Refusal(
            testDescription: "unknown member",
            change: { $0.stytch.unknownEmails = ["ada@example.com"] },
            body: ["organization_id": .string(StytchSettings().organizationID)],
            path: "/b2b/sessions/migrate",
            status: 404,
            type: "member_not_found"
        ),
    ]

    @Test("what is wrong with a migration is told in Stytch's form, as plain text", arguments: refusals)
    func refuses(_ row: Refusal) async throws {
        try await MockIdentity.test(row.change) { mock in
            var body: [String: JSONValue] = ["session_token": .string(try await mock.ada().accessToken)]
            body.merge(row.body) { _, new in new }
            let answer = try await mock.stytchBackend(row.path, .object(body))
            #expect(answer.status == row.status)
            #expect(answer.json["error_type"]?.string == row.type)
            #expect(answer.json["status_code"]?.number == Double(row.status))
            #expect(answer["content-type"]?.hasPrefix("text/plain") == true)
            #expect(mock.stytch.allSessions.isEmpty)
        }
    }

    @Test("a backend has to know the project's secret, and a public token opens nothing there")
    func secret() async throws {
        try await MockIdentity.test { mock in
            let settings = mock.settings.stytch
            let body: JSONValue = ["session_token": .string(try await mock.ada().accessToken)]
            for (user, password) in [
                (settings.projectID, "wrong"), (settings.publicToken, settings.publicToken),
                (settings.publicToken, settings.secret),
            ] {
                let answer = try await mock.stytchCall("/v1/sessions/migrate", user, password, body)
                #expect(answer.status == 401)
                #expect(answer.json["error_type"]?.string == "unauthorized_credentials")
            }
            #expect(mock.ledger.entries(.legacy).isEmpty, "the token went nowhere")
        }
    }

    @Test(
        "without a duration there is no session, or one of an hour",
        arguments: [StytchSettings.WithoutDuration.noSession, .anHour]
    )
    func withoutDuration(_ choice: StytchSettings.WithoutDuration) async throws {
        try await MockIdentity.test({ $0.stytch.withoutDuration = choice }) { mock in
            let token = try await mock.ada().accessToken
            let answer = try await mock.stytchBackend("/sessions/migrate", ["session_token": .string(token)])
            #expect(answer.status == 200)
            #expect((answer.json["session_token"]?.string == "") == (choice == .noSession))
            #expect((answer.json["session"] == nil) == (choice == .noSession))
        }
    }

    @Test("a member of the wrong type has an error of yet another form")
    func schema() async throws {
        try await MockIdentity.test { mock in
            let body: JSONValue = ["session_token": "x", "session_duration_minutes": "60"]
            let answer = try await mock.stytchBackend("/sessions/migrate", body)
            #expect(answer.status == 400)
            #expect(answer.json["body"]?.array?.first?["dataPath"]?.string == ".session_duration_minutes")
        }
    }

    // MARK: Attestation

    static let attestations:
        [(change: @Sendable (inout MockSettings) -> Void, token: String?, status: Int, type: String?)] = [
            ({ _ in }, nil, 200, nil),
            ({ _ in }, "garbage", 400, "invalid_trusted_auth_token"),
            ({ $0.stytch.unknownEmails = ["ada@example.com"] }, nil, 404, "user_not_found"),
            (
                { settings in
                    settings.stytch.unknownEmails = ["ada@example.com"]
                    settings.stytch.justInTime = true
                }, nil, 200, nil
            ),
            ({ $0.stytch.maximumMinutes = 30 }, nil, 400, "invalid_session_duration_minutes"),
            ({ $0.supertokens.legacyJWKSURL = "http://127.0.0.1:1/keys" }, nil, 500, "internal_server_error"),
        ]

    @Test("a trusted token is attested, or it is said why not", arguments: attestations.indices)
    func attests(index: Int) async throws {
        let row = Self.attestations[index]
        try await MockIdentity.test(row.change) { mock in
            let id = try await mock.ada().idToken
            let answer = try await mock.sdk("/sessions/attest", nil, mock.attestation(row.token ?? id))
            #expect(answer.status == row.status)
            #expect(answer.json["error_type"]?.string == row.type)
            #expect((answer.json["data"]?["session_jwt"]?.string != nil) == (row.status == 200))
        }
    }

    @Test("an unknown profile is told from a bad token, and a replayed token is refused where that is set")
    func profileAndReplay() async throws {
        try await MockIdentity.test({ $0.stytch.refusesReplay = true }) { mock in
            let token = try await mock.ada().idToken
            let other = try await mock.sdk(
                "/sessions/attest",
                nil,
                mock.attestation(token, ["profile_id": "other"])
            )
            #expect(other.status == 404)
            #expect(other.json["error_type"]?.string == "trusted_token_profile_not_found")
            #expect(try await mock.sdk("/sessions/attest", nil, mock.attestation(token)).status == 200)
            #expect(try await mock.sdk("/sessions/attest", nil, mock.attestation(token)).status == 400)
            #expect(mock.outcomes(.stytch).last == "token-replayed")
        }
    }

    @Test("a request of the SDK needs the public token and a description of the client")
    func publicToken() async throws {
        try await MockIdentity.test { mock in
            let body = mock.attestation(try await mock.ada().idToken)
            #expect(
                try await mock.stytchCall("/sdk/v1/sessions/attest", "public-token-test-other", "x", body)
                    .status == 401
            )
            let answer = try await RawClient.postJSON(mock.addresses.stytch + "/sdk/v1/sessions/attest", body)
            #expect(answer.status == 401)
        }
    }
}

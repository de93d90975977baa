import MockIdentity
import Testing

@Suite struct DescopeMigrationTests {
    @Test("an external token gives both tokens and everything else that the answer holds")
    func migrates() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            let answer = try await mock.descope("/v1/auth/refresh", nil, ["externalToken": .string(token)])
            #expect(answer.status == 200)
            #expect(answer["cf-ray"] != nil)
            #expect(answer.json["firstSeen"]?.bool == false)
            #expect(answer.json["user"]?["loginIds"]?.array == ["ada@example.com"])
            #expect(answer.json["externalToken"]?.string == "", "it is not the old token echoed back")
            let session = try #require(UnverifiedToken(answer.json["sessionJwt"]?.string ?? "")?.claims)
            let refresh = try #require(UnverifiedToken(answer.json["refreshJwt"]?.string ?? "")?.claims)
            #expect(session.string("drn") == "DS" && refresh.string("drn") == "DSR")
            #expect(session.string("iss") == mock.settings.descope.projectID)
            #expect(session.string("rexp")?.hasSuffix("Z") == true)
            #expect(session.number("exp") == 1_800_000_600)
            #expect(
                try await mock.me(answer.json["sessionJwt"]?.string ?? "").json["token"]?.string == "descope"
            )
            #expect(try await mock.me(answer.json["refreshJwt"]?.string ?? "").status == 401)
            let entry = try #require(mock.ledger.entries(.descope).first)
            #expect(entry.outcome == "session-created")
            #expect(entry.presented["externalToken"] == Fingerprint.of(token))
            #expect(entry.issued["sessionJwt"] != nil && entry.issued["refreshJwt"] != nil)
        }
    }

    @Test("no idempotency is known: the same token gives another session, and tests can count them")
    func everyCallMakesASession() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            for _ in 0..<2 {
                _ = try await mock.descope("/v1/auth/refresh", nil, ["externalToken": .string(token)])
            }
            #expect(mock.descope.allSessions.count == 2)
        }
    }

    /// What is wrong with a migration, and what is answered.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var change: @Sendable (inout MockSettings) -> Void = { _ in }
        var token: @Sendable (String) -> String? = { $0 }
        let status: Int
        let code: String
        let outcome: String
    }

    static let refusals = [
        Refusal(
            testDescription: "forged",
            token: { $0.dropLast(4) + "AAAA" },
            status: 401,
            code: "E000001",
            outcome: "token-refused-signature"
        ),
        Refusal(
            testDescription: "garbage",
            token: { _ in "garbage" },
            status: 401,
            code: "E000001",
            outcome: "token-refused-malformed"
        ),
        Refusal(
            testDescription: "none at all",
            token: { _ in nil },
            status: 400,
            code: "E011002",
            outcome: "bad-request"
        ),
        Refusal(
            testDescription: "not enabled",
            change: { $0.descope.migrationEnabled = false },
            status: 400,
            code: "E000003",
            outcome: "migration-not-enabled"
        ),
        Refusal(
            testDescription: "unknown user",
            change: { $0.descope.unknownSubjects = ["auth0|ada"] },
            status: 400,
            code: "E000002",
            outcome: "user-unknown"
        ),
        Refusal(
            testDescription: "the vendor is down",
            change: { $0.supertokens.legacyJWKSURL = "http://127.0.0.1:1/keys" },
            status: 503,
            code: "E000006",
            outcome: "keys-unavailable"
        ),
    ]

    @Test("what is wrong with a migration is told in Descope's form", arguments: refusals)
    func refuses(_ row: Refusal) async throws {
        try await MockIdentity.test(row.change) { mock in
            let token = row.token(try await mock.ada().accessToken)
            let body: JSONValue = token.map { ["externalToken": .string($0)] } ?? [:]
            let answer = try await mock.descope("/v1/auth/refresh", nil, body)
            #expect(answer.status == row.status)
            #expect(answer.json["errorCode"]?.string == row.code)
            #expect(answer.json["errorDescription"]?.string?.isEmpty == false)
            #expect(mock.outcomes(.descope) == [row.outcome])
            #expect(mock.descope.allSessions.isEmpty)
        }
    }

    @Test("an expired token of the old provider is refused")
    func expired() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada(expiresIn: -1).accessToken
            let answer = try await mock.descope("/v1/auth/refresh", nil, ["externalToken": .string(token)])
            #expect(answer.status == 401)
            #expect(mock.outcomes(.descope) == ["token-refused-expired"])
        }
    }

    @Test("a user without an account gets one where that is set, and is seen for the first time")
    func justInTime() async throws {
        try await MockIdentity.test({ settings in
            settings.descope.unknownSubjects = ["auth0|ada"]
            settings.descope.justInTime = true
        }) { mock in
            let token = try await mock.ada().accessToken
            let answer = try await mock.descope("/v1/auth/refresh", nil, ["externalToken": .string(token)])
            #expect(answer.json["firstSeen"]?.bool == true)
        }
    }

    @Test("errors can come without their description")
    func undescribed() async throws {
        try await MockIdentity.test({ $0.descope.describesErrors = false }) { mock in
            let answer = try await mock.descope("/v1/auth/refresh")
            #expect(answer.text == #"{"errorCode":"E011002"}"#)
        }
    }

    @Test(
        "the token of a try that leads to nothing is answered with an empty object",
        arguments: ["garbage", nil]
    )
    func triesInVain(token: String?) async throws {
        try await MockIdentity.test { mock in
            let body: JSONValue = token.map { ["externalToken": .string($0)] } ?? [:]
            let answer = try await mock.descope("/v1/auth/try-refresh", nil, body)
            #expect(answer.status == 200)
            #expect(answer.text == "{}")
        }
    }

    @Test("a token in a URL is not accepted")
    func neverByGet() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            let answer = try await mock.descope("/v1/auth/refresh?externalToken=\(token)", method: "GET")
            #expect(answer.status == 405)
            #expect(mock.descope.allSessions.isEmpty)
        }
    }

    @Test("another project's identifier is refused", arguments: ["Bearer P2other", "Bearer", "Basic UDI6"])
    func unknownProject(authorization: String) async throws {
        try await MockIdentity.test { mock in
            let answer = try await RawClient.postJSON(
                mock.addresses.descope + "/v1/auth/refresh",
                [:],
                headers: [("Authorization", authorization)]
            )
            #expect(answer.status == 401)
            #expect(mock.outcomes(.descope) == ["project-unknown"])
        }
    }

    @Test("with tokens in cookies the body holds empty strings", arguments: ["", "OWN"])
    func cookies(name: String) async throws {
        try await MockIdentity.test({ settings in
            settings.descope.sessionTokenIn = .cookie
            settings.descope.refreshTokenIn = .cookie
            settings.descope.refreshCookie = name
        }) { mock in
            let token = try await mock.ada().accessToken
            let answer = try await mock.descope("/v1/auth/refresh", nil, ["externalToken": .string(token)])
            #expect(answer.json["sessionJwt"]?.string == "" && answer.json["refreshJwt"]?.string == "")
            #expect(answer.json["cookieName"]?.string == name)
            let cookies = answer.values(of: "set-cookie")
            try #require(cookies.count == 2)
            #expect(cookies[0].hasPrefix("DS=ey"))
            #expect(cookies[1].hasPrefix(name.isEmpty ? "DSR=ey" : "OWN=ey"))
            #expect(answer.json["sessionExpiration"]?.number == 1_800_000_600)
        }
    }
}

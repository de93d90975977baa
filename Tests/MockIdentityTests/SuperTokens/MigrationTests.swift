import Foundation
import MockIdentity
import Testing

@Suite struct MigrationTests {
    /// A way to hand over the old token.
    enum Way: CaseIterable, Sendable {
        case bearer, body, nestedBody, plugin, rowndPlugin
    }

    @Test(arguments: Way.allCases)
    func migrates(way: Way) async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            let base = mock.addresses.supertokens
            let bearer = [("Authorization", "Bearer \(token)")]
            let answer =
                switch way {
                case .bearer: try await RawClient.answer("POST", mock.migrateURL, headers: bearer)
                case .body: try await RawClient.postJSON(mock.migrateURL, ["access_token": .string(token)])
                case .nestedBody:
                    try await RawClient.postJSON(mock.migrateURL, ["body": ["access_token": .string(token)]])
                case .plugin:
                    try await RawClient.postJSON(base + "/auth/plugin/migrate-session", [:], headers: bearer)
                case .rowndPlugin:
                    try await RawClient.postJSON(base + "/auth/plugin/rownd/migrate", [:], headers: bearer)
                }
            #expect(answer.status == 200)
            #expect(answer.text == #"{"status":"OK"}"#)
            let session = try TestSession(answer)
            #expect(answer["access-control-expose-headers"] == "front-token,st-access-token,st-refresh-token")
            #expect(answer["anti-csrf"] == nil)
            #expect(answer.values(of: "set-cookie").isEmpty)
            #expect(try await mock.me(session.accessToken).json["sub"]?.string == "auth0|ada")
            let entry = try #require(mock.ledger.entries(.supertokens).first)
            #expect(entry.outcome == "session-created")
            #expect(entry.presented.values.contains(Fingerprint.of(token)))
            #expect(entry.issued["st-refresh-token"] == Fingerprint.of(session.refreshToken))
        }
    }

    @Test func tokensHaveTheDocumentedShape() async throws {
        try await MockIdentity.test { mock in
            let session = try await mock.migratedAda()
            let token = try #require(UnverifiedToken(session.accessToken))
            #expect(token.header["version"]?.string == "5")
            #expect(token.header["typ"]?.string == "JWT")
            #expect(token.header["kid"]?.string?.hasPrefix("d-") == true)
            #expect(token.claims.string("tId") == "public")
            #expect(token.claims.string("iss") == mock.addresses.supertokens + "/auth")
            #expect(token.claims.string("refreshTokenHash1") == Fingerprint.sha256(session.refreshToken))
            #expect(token.claims.members["parentRefreshTokenHash1"] == .null)
            #expect(token.claims.number("exp") == 1_800_003_600)

            let front = try #require(
                Data(base64Encoded: session.frontToken).flatMap { JSONValue(parsing: $0) }
            )
            #expect(front["uid"]?.string == "auth0|ada")
            #expect(front["ate"]?.number == 1_800_003_600_000)
            #expect(front["up"]?.object == token.claims.members)

            let parts = session.refreshToken.split(separator: ".")
            try #require(parts.count == 3)
            #expect(Data(base64Encoded: String(parts[0])) != nil)
            #expect(parts[1].count == 64 && parts[1].allSatisfy { $0.isHexDigit })
            #expect(parts[2] == "V2")
        }
    }

    @Test(arguments: ["GET", "PUT"])
    func onlyPostMigrates(method: String) async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            let answer = try await RawClient.answer(
                method,
                mock.migrateURL,
                headers: [("Authorization", "Bearer \(token)")]
            )
            #expect(answer.status == 404)
            #expect(mock.supertokens.allSessions.isEmpty)
        }
    }

    @Test func missingTokenIsRefusedInEachStyle() async throws {
        try await MockIdentity.test { mock in
            #expect(try await RawClient.postJSON(mock.migrateURL, [:]).status == 400)
            let url = mock.addresses.supertokens + "/auth/plugin/migrate-session"
            let plugin = try await RawClient.postJSON(url, [:])
            #expect(plugin.status == 400)
            #expect(plugin.text == #"{"message":"Missing authorization header","status":"ERROR"}"#)
        }
    }

    @Test func cookieModeClearsTheHeaderSlots() async throws {
        try await MockIdentity.test { mock in
            let answer = try await mock.migrate(try await mock.ada().accessToken, mode: "cookie")
            #expect(answer["st-access-token"] == "")
            #expect(answer["st-refresh-token"] == "")
            #expect(answer["front-token"].map { $0.count > 100 } == true)
            let cookies = answer.values(of: "set-cookie")
            try #require(cookies.count == 2)
            #expect(cookies[0].hasPrefix("sAccessToken=ey"))
            #expect(cookies[0].contains("Path=/;") && cookies[0].contains("HttpOnly"))
            #expect(
                cookies[1].hasPrefix("sRefreshToken=") && cookies[1].contains("Path=/auth/session/refresh;")
            )
        }
    }

    @Test func headerModeClearsAnOldCookie() async throws {
        try await MockIdentity.test { mock in
            let answer = try await mock.migrate(
                try await mock.ada().accessToken,
                headers: [("Cookie", "sAccessToken=old")]
            )
            _ = try TestSession(answer)
            #expect(answer.values(of: "set-cookie").filter { $0.hasPrefix("sAccessToken=;") }.count == 1)
        }
    }

    @Test func userWithoutAccountGetsNoSession() async throws {
        try await MockIdentity.test({ $0.supertokens.unknownSubjects = ["auth0|ada"] }) { mock in
            let answer = try await mock.migrate(try await mock.ada().accessToken)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"status":"OK"}"#)
            #expect(answer["st-access-token"] == nil && answer["front-token"] == nil)
            #expect(mock.supertokens.allSessions.isEmpty)
        }
    }

    @Test func switchedOffMigrationIsNotThere() async throws {
        try await MockIdentity.test({ $0.supertokens.migrationEnabled = false }) { mock in
            let answer = try await mock.migrate(try await mock.ada().accessToken)
            #expect(answer.status == 404)
        }
    }
}

import Foundation
import MockIdentity
import Testing

@Suite struct StytchSessionTests {
    @Test(
        "authenticating without a duration moves nothing but the last access, and gives a fresh JWT",
        arguments: ["/sessions", "/b2b/sessions"]
    )
    func authenticates(base: String) async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.stytchAda(base)
            let began = try #require(mock.stytch.allSessions.first)
            mock.clock.advance(by: 100)
            let answer = try await mock.sdk(base + "/authenticate", ada.token)
            #expect(answer.json["data"]?["session_token"]?.string == ada.token)
            #expect(answer.json["data"]?["session_jwt"]?.string != ada.jwt)
            let now = try #require(mock.stytch.allSessions.first)
            #expect(now.expiresAt == began.expiresAt)
            #expect(now.lastAccessedAt.timeIntervalSince(began.lastAccessedAt) == 100)
            #expect(
                mock.ledger.entries(.stytch).last?.presented["authorization"] == Fingerprint.of(ada.token)
            )
        }
    }

    @Test("a duration counts from now, be that shorter than what is left")
    func shortens() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.stytchAda()
            let answer = try await mock.sdk(
                "/sessions/authenticate",
                ada.token,
                ["session_duration_minutes": 5]
            )
            #expect(answer.status == 200)
            #expect(mock.outcomes(.stytch).last == "prolonged")
            mock.clock.advance(by: 301)
            #expect(try await mock.sdk("/sessions/authenticate", ada.token).status == 401)
        }
    }

    @Test("timestamps come with 0, 6 and 9 digits")
    func timestamps() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.stytchAda()
            var lengths: Set<Int> = []
            for _ in 0..<3 {
                let session = try await mock.sdk("/sessions/authenticate", ada.token).json["data"]?["session"]
                for name in ["started_at", "last_accessed_at", "expires_at"] {
                    lengths.insert(session?[name]?.string?.count ?? 0)
                }
            }
            #expect(lengths == [20, 27, 30])
        }
    }

    @Test("the tokens of users and of members are not interchangeable")
    func verticals() async throws {
        try await MockIdentity.test { mock in
            let member = try await mock.stytchAda("/b2b/sessions")
            #expect(try await mock.sdk("/sessions/authenticate", member.token).status == 401)
            #expect(try await mock.sdk("/b2b/sessions/authenticate", member.token).status == 200)
        }
    }

    @Test("a rotated token replaces the one before it")
    func rotates() async throws {
        try await MockIdentity.test({ $0.stytch.rotatesTokens = true }) { mock in
            let ada = try await mock.stytchAda()
            let answer = try await mock.sdk("/sessions/authenticate", ada.token)
            let next = try #require(answer.json["data"]?["session_token"]?.string)
            #expect(next != ada.token)
            #expect(try await mock.sdk("/sessions/authenticate", ada.token).status == 401)
            #expect(try await mock.sdk("/sessions/authenticate", next).status == 200)
        }
    }

    @Test(
        "a revoked session is over, in either of two ways of saying so",
        arguments: [(StytchSettings.DeadSession.unauthorized, 401), (.notFound, 404)]
    )
    func revokes(word: StytchSettings.DeadSession, status: Int) async throws {
        try await MockIdentity.test({ $0.stytch.deadSession = word }) { mock in
            let ada = try await mock.stytchAda()
            #expect(try await mock.sdk("/sessions/revoke", ada.token).status == 200)
            #expect(mock.stytch.allSessions.isEmpty)
            for action in ["authenticate", "revoke"] {
                let answer = try await mock.sdk("/sessions/\(action)", ada.token)
                #expect(answer.status == status)
                #expect(answer.json["error_type"]?.string == word.rawValue)
            }
            #expect(try await mock.sdk("/sessions/revoke").status == 401, "nobody has no session")
        }
    }

    @Test("some errors have no request identifier, and all of them are errors")
    func requestIdentifiers() async throws {
        try await MockIdentity.test { mock in
            var present = 0
            for _ in 0..<6 {
                let answer = try await mock.sdk("/sessions/authenticate", "unknown")
                #expect(answer.status == 401)
                if answer.json["request_id"] != nil { present += 1 }
            }
            #expect(present == 4)
        }
    }

    @Test("keys and settings of the project are published")
    func publishes() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.stytchAda()
            let settings = mock.settings.stytch
            let keys = try await RawClient.get(
                mock.addresses.stytch + "/v1/sessions/jwks/\(settings.projectID)"
            )
            _ = try await KeySet(jwks: keys.json).verify(ada.jwt)
            let bootstrap = try await RawClient.get(
                mock.addresses.stytch + "/sdk/v1/projects/bootstrap/\(settings.publicToken)"
            )
            #expect(bootstrap.json["data"]?["vertical"]?.string == "CONSUMER")
        }
    }
}

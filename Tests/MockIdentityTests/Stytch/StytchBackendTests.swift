import MockIdentity
import Testing

@Suite struct StytchBackendTests {
    @Test("the backend passes on what Stytch gives, and repeats it for the same key and user")
    func repeats() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.ada()
            let first = try await mock.backendMigration(ada.accessToken)
            #expect(first.status == 200)
            #expect(first.json["session_jwt"]?.string != nil)
            let again = try await mock.backendMigration(ada.accessToken)
            #expect(again.json["session_token"] == first.json["session_token"])
            #expect(mock.outcomes(.backend) == ["session-created", "session-repeated"])
            #expect(mock.stytch.allSessions.count == 1)
            let bob = try await mock.signInLegacy(subject: "bob", email: "bob@example.com")
            let other = try await mock.backendMigration(bob.accessToken)
            #expect(other.json["session_token"] != first.json["session_token"], "a key is not enough")
        }
    }

    @Test("without idempotency each attempt makes a session")
    func orphans() async throws {
        try await MockIdentity.test({ $0.stytch.backendIsIdempotent = false }) { mock in
            let ada = try await mock.ada()
            for _ in 0..<2 { _ = try await mock.backendMigration(ada.accessToken) }
            #expect(mock.stytch.allSessions.count == 2)
        }
    }

    @Test("an organization makes it a member's session")
    func member() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.ada()
            let answer = try await mock.backendMigration(
                ada.accessToken,
                [
                    "session_duration_minutes": 60,
                    "organization_id": .string(mock.settings.stytch.organizationID),
                ]
            )
            #expect(answer.json["member_session"] != nil)
        }
    }

    @Test("the backend verifies the old token itself, and wants a UUID for a key")
    func refuses() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.ada()
            #expect(try await mock.backendMigration("garbage").status == 401)
            #expect(
                try await mock.backendMigration(try await mock.ada(expiresIn: -1).accessToken).status == 401
            )
            #expect(try await mock.backendMigration(ada.accessToken, key: nil).status == 400)
            #expect(try await mock.backendMigration(ada.accessToken, key: "1").status == 400)
            #expect(try await mock.backendMigration(ada.accessToken, "no object").status == 400)
            #expect(mock.stytch.allSessions.isEmpty)
            #expect(mock.ledger.entries(.legacy, path: "/userinfo").isEmpty)
        }
    }
}

import Foundation
import MockIdentity
import Testing

@Suite struct IdempotencyTests {
    private let key = "0b6d1c1e-5a44-4a0b-9d0c-0c7b6a1f2e3d"

    @Test func sameKeyGivesTheSameSession() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            let first = try TestSession(try await mock.migrate(token, key: key))
            let second = try TestSession(try await mock.migrate(token, key: key))
            #expect(first.refreshToken == second.refreshToken)
            let handles = try [first, second].map { try $0.claims.string("sessionHandle") }
            #expect(handles[0] == handles[1])
            #expect(mock.supertokens.allSessions.count == 1)
            #expect(mock.outcomes(.supertokens) == ["session-created", "session-repeated"])
            #expect(mock.ledger.entries(.supertokens).map(\.idempotencyKey) == [key, key])
        }
    }

    @Test func attemptsAtTheSameTimeMakeOneSession() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            let key = key
            let handles = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        try TestSession(try await mock.migrate(token, key: key)).claims.string(
                            "sessionHandle"
                        )
                    }
                }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(handles.count == 1)
            #expect(mock.ledger.counters.outcomes(.supertokens, "session-created") == 1)
        }
    }

    @Test func refreshedLegacyTokenOfTheSameUserCounts() async throws {
        try await MockIdentity.test { mock in
            let old = try await mock.ada()
            _ = try await mock.migrate(old.accessToken, key: key)
            let new = try await mock.legacyRefresh(old.refreshToken).json["access_token"]?.string
            _ = try await mock.migrate(try #require(new), key: key)
            #expect(mock.supertokens.allSessions.count == 1)
        }
    }

    @Test func keyOfAnotherUserIsAConflict() async throws {
        try await MockIdentity.test { mock in
            _ = try await mock.migrate(try await mock.ada().accessToken, key: key)
            let eve = try await mock.signInLegacy(subject: "auth0|eve", email: "eve@example.com")
            #expect(try await mock.migrate(eve.accessToken, key: key).status == 409)
            #expect(mock.supertokens.allSessions.count == 1)
        }
    }

    @Test func endedSessionIsNotRepeated() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            let session = try TestSession(try await mock.migrate(token, key: key))
            _ = try await mock.signOut(session.accessToken)
            #expect(try await mock.migrate(token, key: key).status == 409)
            #expect(mock.supertokens.allSessions.isEmpty)
        }
    }

    @Test func withoutKeyOrWithTheModeOffEachCallMakesASession() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            _ = try await mock.migrate(token)
            _ = try await mock.migrate(token)
            #expect(mock.supertokens.allSessions.count == 2)
            mock.configure { $0.supertokens.idempotent = false }
            _ = try await mock.migrate(token, key: key)
            _ = try await mock.migrate(token, key: key)
            #expect(mock.supertokens.allSessions.count == 4)
        }
    }

    @Test(arguments: [nil, "", "not-a-uuid"])
    func strictModeWantsAUUID(bad: String?) async throws {
        try await MockIdentity.test({ $0.supertokens.strictIdempotency = true }) { mock in
            let token = try await mock.ada().accessToken
            let answer = try await mock.migrate(token, key: bad)
            #expect(answer.status == 401)
            #expect(answer.json["status"]?.string?.hasPrefix("INV") == true)
            #expect(mock.supertokens.allSessions.isEmpty)
            #expect(try await mock.migrate(token, key: key).status == 200)
        }
    }
}

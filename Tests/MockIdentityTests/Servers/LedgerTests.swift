import Foundation
import MockIdentity
import Testing

@Suite struct LedgerTests {
    @Test func ordersRequestsOverAllServers() async throws {
        try await MockIdentity.test { mock in
            let tokens = try await mock.ada()
            let session = try TestSession(try await mock.migrate(tokens.accessToken))
            _ = try await mock.me(session.accessToken)
            _ = try await RawClient.postForm(
                mock.revokeURL,
                [("token", try #require(tokens.refreshToken)), ("client_id", "legacy-client")]
            )
            let entries = mock.ledger.entries
            #expect(
                entries.map { "\($0.server) \($0.method) \($0.path)" } == [
                    "supertokens POST /migrate-session", "legacy GET /.well-known/jwks.json", "api GET /me",
                    "legacy POST /oauth/revoke",
                ]
            )
            try #require(entries.count == 4)
            #expect(entries.map(\.sequence) == entries.map(\.sequence).sorted())
            #expect(Set(entries.map(\.sequence)).count == 4)
            // The fetch of the keys lies within the migration; the revocation began after the migration's answer.
            let migrated = try #require(entries[0].answeredSequence)
            let fetched = try #require(entries[1].answeredSequence)
            #expect(entries[0].sequence < entries[1].sequence && fetched < migrated)
            #expect(migrated < entries[3].sequence)
            #expect(mock.ledger.counters.requests(.api, "GET", "/me") == 1)
            #expect(mock.ledger.counters.outcomes(.legacy, "revoked") == 1)
        }
    }

    @Test func keepsNoToken() async throws {
        try await MockIdentity.test { mock in
            let tokens = try await mock.ada()
            let session = try TestSession(try await mock.migrate(tokens.accessToken))
            let fresh = try TestSession(try await mock.refresh(session.refreshToken))
            let rotated = try await mock.legacyRefresh(tokens.refreshToken).json["refresh_token"]?.string
            let text = try JSONValue(encoding: mock.ledger.entries).text
            let secrets = [
                tokens.accessToken, try #require(tokens.refreshToken), session.accessToken,
                session.refreshToken,
                session.frontToken, fresh.accessToken, fresh.refreshToken, try #require(rotated),
            ]
            for secret in secrets {
                #expect(!text.contains(secret.prefix(24)))
                #expect(secret == session.frontToken || text.contains(Fingerprint.of(secret)))
            }
        }
    }

    @Test func fingerprintIsTheBeginningOfSHA256() {
        #expect(Fingerprint.of("abc") == "ba7816bf8f01")
    }

    @Test func resetForgetsAndGoesOn() async throws {
        try await MockIdentity.test { mock in
            _ = try await RawClient.get(mock.meURL)
            let last = try #require(mock.ledger.entries.last?.answeredSequence)
            mock.reset()
            #expect(mock.ledger.entries.isEmpty)
            #expect(mock.ledger.counters.requests.isEmpty)
            _ = try await RawClient.get(mock.meURL)
            #expect(mock.ledger.entries.count == 1)
            #expect(try #require(mock.ledger.entries.first).sequence > last)
        }
    }
}

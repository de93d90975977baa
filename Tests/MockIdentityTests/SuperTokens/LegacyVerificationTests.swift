import Foundation
import MockIdentity
import Testing

@Suite struct LegacyVerificationTests {
    /// A token that must not be believed, and what the ledger calls the reason.
    enum Forgery: String, CaseIterable, Sendable {
        case algorithm, signature, issuer, expired, malformed, subject
        case unknownKey = "unknown-key"
        case changedPayload
        case hmacWithPublicKey

        var reason: String {
            switch self {
            case .changedPayload: "signature"
            case .hmacWithPublicKey: "algorithm"
            default: rawValue
            }
        }

        func token(for mock: MockIdentity) async throws -> String {
            let genuine = try await mock.ada().accessToken
            let parts = genuine.split(separator: ".").map(String.init)
            var claims = try #require(UnverifiedToken(genuine)).claims.members
            let id = mock.keys.legacy.id
            switch self {
            case .algorithm:
                let header = Base64URL.encode(Data(#"{"alg":"none","kid":"\#(id)","typ":"JWT"}"#.utf8))
                return "\(header).\(parts[1])."
            case .hmacWithPublicKey:
                let header = Base64URL.encode(Data(#"{"alg":"HS256","kid":"\#(id)","typ":"JWT"}"#.utf8))
                return "\(header).\(parts[1]).\(parts[2])"
            case .signature:
                return try await SigningKey.generate(id: id).sign(claims)
            case .unknownKey:
                return try await SigningKey.generate(id: "other").sign(claims)
            case .issuer:
                claims["iss"] = "https://other.example/"
            case .expired:
                claims["exp"] = .int(1_799_999_999)
            case .subject:
                claims["sub"] = nil
            case .malformed:
                return "not.a.token"
            case .changedPayload:
                claims["sub"] = "auth0|eve"
                return "\(parts[0]).\(Base64URL.encode(JSONValue.object(claims).data)).\(parts[2])"
            }
            return try await mock.keys.legacy.sign(claims)
        }
    }

    @Test(arguments: Forgery.allCases)
    func forgedTokenIsRefused(forgery: Forgery) async throws {
        try await MockIdentity.test { mock in
            let token = try await forgery.token(for: mock)
            let answer = try await mock.migrate(token)
            #expect(answer.status == 401)
            #expect(answer["st-access-token"] == nil)
            #expect(mock.outcomes(.supertokens) == ["token-refused-\(forgery.reason)"])
            #expect(try await mock.me(token).status == 401)
            let plugin = try await RawClient.postJSON(
                mock.addresses.supertokens + "/auth/plugin/migrate-session",
                [:],
                headers: [("Authorization", "Bearer \(token)")]
            )
            #expect(plugin.status == 400)
            #expect(plugin.json["message"]?.string == "Invalid token")
            #expect(mock.supertokens.allSessions.isEmpty)
        }
    }

    @Test func keysAreFetchedOverHTTPOnceAndKept() async throws {
        try await MockIdentity.test { mock in
            for _ in 0..<3 {
                _ = try await mock.migratedAda()
            }
            #expect(mock.ledger.counters.outcomes(.legacy, "keys") == 1)
        }
    }

    @Test func pinnedKeysNeedNoFetchAndReplaceTheOthers() async throws {
        let other = try await SigningKey.generate(id: "pinned")
        try await MockIdentity.test({ $0.supertokens.pinnedKeys = other.publicKeys }) { mock in
            let genuine = try await mock.ada().accessToken
            #expect(try await mock.migrate(genuine).status == 401)
            let claims = try #require(UnverifiedToken(genuine)).claims.members
            #expect(try await mock.migrate(try await other.sign(claims)).status == 200)
            #expect(mock.ledger.entries(.legacy).isEmpty)
        }
    }

    @Test func foreignProviderIsBelievedWhereConfigured() async throws {
        try await MockIdentity.test { foreign in
            let settings: (inout MockSettings) -> Void = {
                $0.supertokens.legacyJWKSURL = foreign.addresses.legacy + "/.well-known/jwks.json"
                $0.supertokens.legacyIssuer = foreign.legacy.issuer
            }
            try await MockIdentity.test(settings) { mock in
                let theirs = try await mock.migrate(try await foreign.ada().accessToken)
                #expect(theirs.status == 200)
                let own = try await mock.migrate(try await mock.ada().accessToken)
                #expect(own.status == 401)
                #expect(foreign.ledger.counters.outcomes(.legacy, "keys") >= 1)
            }
        }
    }

    @Test func unreachableKeysAreAServerError() async throws {
        try await MockIdentity.test({ $0.supertokens.legacyJWKSURL = "http://127.0.0.1:1/keys" }) { mock in
            let answer = try await mock.migrate(try await mock.ada().accessToken)
            #expect(answer.status == 500)
            #expect(mock.outcomes(.supertokens) == ["keys-unavailable"])
        }
    }
}

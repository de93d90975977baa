import Crypto
import Foundation
import MockIdentity
import Testing

/// What the mock accepts as a proof (RFC 9449 §4.3), made here by hand.
@Suite struct DPoPTests {
    private static let key = P256.Signing.PrivateKey()

    private func encode(_ value: JSONValue) -> String { Base64URL.encode(value.data) }

    private func proof(
        _ url: String,
        method: String = "POST",
        id: String = UUID().uuidString,
        at time: Int = 1_800_000_000,
        type: String = "dpop+jwt",
        more: [String: JSONValue] = [:]
    ) throws -> String {
        let point = [UInt8](Self.key.publicKey.rawRepresentation)
        let header: JSONValue = [
            "typ": .string(type), "alg": "ES256",
            "jwk": [
                "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode(point[..<32])),
                "y": .string(Base64URL.encode(point[32...])),
            ],
        ]
        var claims: [String: JSONValue] = [
            "htm": .string(method), "htu": .string(url), "iat": .int(time), "jti": .string(id),
        ]
        claims.merge(more) { $1 }
        let input = "\(encode(header)).\(encode(.object(claims)))"
        let signature = try Self.key.signature(for: Data(input.utf8))
        return "\(input).\(Base64URL.encode(signature.rawRepresentation))"
    }

    private func exchange(_ mock: MockIdentity, _ proof: String?) async throws -> RawAnswer {
        try await RawClient.postForm(
            mock.addresses.tokenExchange + "/oauth/token",
            [
                ("client_id", "notes"),
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                ("subject_token", try await mock.ada().accessToken),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ],
            headers: proof.map { [("DPoP", $0)] } ?? []
        )
    }

    @Test("a proof that is not one is refused, and the right one binds the token")
    func proofs() async throws {
        try await MockIdentity.test({ $0.tokenExchange.dpop = .required }) { mock in
            let url = mock.addresses.tokenExchange + "/oauth/token"
            let wrong: [(String?, String)] = [
                (nil, "missing"), ("a.b.c", "malformed"),
                (try proof(url, type: "jwt"), "malformed"),
                (try proof(url).dropLast(4) + "AAAA", "signature"),
                (try proof(url, method: "GET"), "method"),
                (try proof("https://elsewhere.example/oauth/token"), "address"),
                (try proof(url, at: 1_800_000_000 - 61), "time"),
            ]
            for (proof, reason) in wrong {
                let answer = try await exchange(mock, proof)
                #expect(answer.status == 400)
                #expect(mock.outcomes(.tokenExchange).last == "proof-refused-\(reason)")
            }
            let good = try proof(url)
            #expect(try await exchange(mock, good).status == 200)
            #expect(mock.tokenExchange.allSessions.first?.keyThumbprint != nil)
            #expect(try await exchange(mock, good).status == 400, "a proof is good for one request")
        }
    }

    @Test("a nonce that is wanted is told")
    func nonce() async throws {
        try await MockIdentity.test({
            $0.tokenExchange.dpop = .optional
            $0.tokenExchange.dpopNonce = "n-1"
        }) { mock in
            let url = mock.addresses.tokenExchange + "/oauth/token"
            let answer = try await exchange(mock, try proof(url))
            #expect(answer.status == 400)
            #expect(answer["dpop-nonce"] == "n-1")
            #expect(try await exchange(mock, try proof(url, more: ["nonce": "n-1"])).status == 200)
            #expect(try await exchange(mock, nil).status == 200, "who brings no proof gets a bearer token")
        }
    }
}

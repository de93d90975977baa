import CarryoverTesting
import Crypto
import FoundationEssentials
import Testing

@testable import CarryoverCore

struct DPoPTests {
    private let time = ManualTimeSource()

    /// The parts of a proof, after its signature was verified.
    private func parts(_ proof: Secret) throws -> (header: JSONObject, claims: JSONObject) {
        let text = proof.exposed.split(separator: ".").map(String.init)
        try #require(text.count == 3)
        let objects = try text[..<2].map { part -> JSONObject in
            let bytes = try #require(Base64URL.decode(part))
            return try #require(try JSONValue(parsing: bytes).object)
        }
        let jwk = try #require(objects[0]["jwk"]?.object)
        let point = try ["x", "y"].flatMap { name in
            try #require(jwk[name]?.string.flatMap { Base64URL.decode($0) })
        }
        let key = try P256.Signing.PublicKey(rawRepresentation: point)
        let signature = try P256.Signing.ECDSASignature(
            rawRepresentation: try #require(Base64URL.decode(text[2]))
        )
        #expect(key.isValidSignature(signature, for: Array("\(text[0]).\(text[1])".utf8)))
        return (objects[0], objects[1])
    }

    @Test("a proof names the request, the time and the token, and no private key")
    func proof() throws {
        let key = DPoPKey()
        let request = HTTPRequest(.post, try Endpoint("https://api.example/notes?q=1"))
        let proof = try #require(
            key.proof(for: request, id: "id-1", at: time.wall, nonce: "n", token: Secret("token"))
        )
        let (header, claims) = try parts(proof)
        #expect(header["typ"]?.string == "dpop+jwt")
        #expect(header["alg"]?.string == "ES256")
        #expect(header["jwk"]?.object?["d"] == nil)
        #expect(claims["htm"]?.string == "POST")
        #expect(claims["htu"]?.string == "https://api.example/notes")
        #expect(claims["jti"]?.string == "id-1")
        #expect(claims["nonce"]?.string == "n")
        #expect(claims["iat"]?.integer == Int64(time.wall.timeIntervalSince1970))
        #expect(claims["ath"]?.string == Base64URL.encode(Array(SHA256.hash(data: Array("token".utf8)))))
    }

    @Test("a key that was kept is the same key, and garbage is none")
    func keeps() throws {
        let key = DPoPKey()
        let again = try #require(DPoPKey(key.secret))
        #expect(again.thumbprint == key.thumbprint)
        #expect(DPoPKey().thumbprint != key.thumbprint)
        for text in ["", "AAAA", "not base64!", key.secret.exposed + "AA"] {
            #expect(DPoPKey(Secret(text)) == nil)
        }
        #expect(!"\(key)".contains(key.secret.exposed))
    }

    private func provider(_ proofs: DPoPProofs) throws -> TokenExchangeProvider {
        TokenExchangeProvider(
            server: OAuthServer(tokenEndpoint: try Endpoint("https://as.example/token")),
            client: OAuthClient(id: "notes", authentication: .none),
            audience: nil,
            scope: nil,
            proofs: proofs
        )
    }

    @Test("a nonce that the server asks for is sent with the next try, and kept for the next call")
    func nonce() async throws {
        let transport = ScriptedTransport { request throws(TransportError) in
            let proof = request.secretFields.first { $0.name == "DPoP" }?.value.exposed ?? ""
            let claims = JWTClaims(unverified: Secret(proof))
            guard claims?.object["nonce"]?.string == "wanted" else {
                return .json(400, #"{"error":"use_dpop_nonce"}"#, ["DPoP-Nonce": "wanted"])
            }
            return .json(200, #"{"access_token":"a","refresh_token":"r","token_type":"DPoP"}"#)
        }
        let context = ProviderContext(transport: transport, time: time)
        let provider = try provider(DPoPProofs(time: time))
        let session = try await provider.exchange(
            LegacyCredential(accessToken: Secret("old")),
            idempotencyKey: "key",
            in: context
        )
        #expect(transport.requests.count == 2)
        #expect(session.bindingKey != nil)
        #expect(transport.requests.map { $0.fields["Idempotency-Key"] } == ["key", "key"])
        let fresh = try await provider.refresh(session, in: context)
        #expect(transport.requests.count == 3)
        #expect(fresh.bindingKey?.thumbprint == session.bindingKey?.thumbprint)
        let proofs = transport.requests.compactMap { $0.secretFields.first { $0.name == "DPoP" }?.value }
        #expect(Set(proofs).count == 3, "no proof is used twice")
    }

    @Test("a server that asks for ever is not asked for ever")
    func endlessNonces() async throws {
        let transport = ScriptedTransport { _ in
            .json(400, #"{"error":"use_dpop_nonce"}"#, ["DPoP-Nonce": "n-\(RandomID.make())"])
        }
        let provider = try provider(DPoPProofs(time: time))
        let error = await #expect(throws: ProviderError.self) {
            try await provider.exchange(
                LegacyCredential(accessToken: Secret("old")),
                idempotencyKey: "key",
                in: ProviderContext(transport: transport, time: time)
            )
        }
        #expect(error?.kind == .transient)
        #expect(transport.requests.count == 3)
    }

    @Test("a request of the app carries token and proof, and is sent again where the API wants a nonce")
    func resource() throws {
        let proofs = DPoPProofs(time: time)
        let provider = try provider(proofs)
        let session = Session(accessToken: Secret("token")).bound(to: DPoPKey())
        var request = HTTPRequest(.get, try Endpoint("https://api.example/notes"))
        provider.authorize(&request, with: session)
        #expect(request.authorization == .dpop(Secret("token")))
        let challenge = HTTPResponse(
            status: 401,
            fields: ["WWW-Authenticate": #"DPoP error="use_dpop_nonce""#, "DPoP-Nonce": "n-1"]
        )
        #expect(provider.asksAgain(challenge))
        #expect(provider.asksAgain(challenge), "each of several requests is sent again")
        provider.authorize(&request, with: session)
        let sent = request.secretFields.filter { $0.name == "DPoP" }
        #expect(sent.count == 1)
        #expect(try parts(sent[0].value).claims["nonce"]?.string == "n-1")
        #expect(!provider.asksAgain(HTTPResponse(status: 401)))

        // A session without a key, such as one that the app's own sign-in obtained, is a bearer's.
        var plain = HTTPRequest(.get, try Endpoint("https://api.example/notes"))
        provider.authorize(&plain, with: Session(accessToken: Secret("token")))
        #expect(plain.authorization == .bearer(Secret("token")))
        #expect(plain.secretFields.isEmpty)
    }

    @Test("tokens that the server did not bind are not taken")
    func notBound() async throws {
        let transport = ScriptedTransport { _ in
            .json(200, #"{"access_token":"a","refresh_token":"r","token_type":"Bearer"}"#)
        }
        let provider = try provider(DPoPProofs(time: time))
        let error = await #expect(throws: ProviderError.self) {
            try await provider.exchange(
                LegacyCredential(accessToken: Secret("old")),
                idempotencyKey: "key",
                in: ProviderContext(transport: transport, time: time)
            )
        }
        #expect(error?.code == "token-not-bound")
        #expect(error?.kind == .configuration)
    }

    @Test(
        "a refresh that binds nothing gives no token that is used, and its refresh token is kept",
        arguments: ["Bearer", "DPoP"]
    )
    func refreshNotBound(type: String) async throws {
        let transport = ScriptedTransport { _ in
            .json(
                200,
                #"{"access_token":"a2","refresh_token":"r2","token_type":"\#(type)","expires_in":3600}"#
            )
        }
        let session = Session(accessToken: Secret("a1"), refreshToken: Secret("r1")).bound(to: DPoPKey())
        let fresh = try await provider(DPoPProofs(time: time)).refresh(
            session,
            in: ProviderContext(transport: transport, time: time)
        )
        #expect(fresh.refreshToken?.exposed == "r2")
        #expect(fresh.bindingKey?.thumbprint == session.bindingKey?.thumbprint)
        #expect(fresh.isAlive(at: time) == (type == "DPoP"))
    }
}

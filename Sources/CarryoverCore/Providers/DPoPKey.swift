import Crypto
import FoundationEssentials

/// The key that a session's tokens are bound to (RFC 9449): a P-256 key, which signs with ES256.
///
/// It is kept with the session, in the same record, and goes when the session goes.
package struct DPoPKey: Sendable {
    private let key: P256.Signing.PrivateKey

    /// Generates a key.
    package init() {
        key = P256.Signing.PrivateKey()
    }

    /// Reads a key that was kept, or returns `nil` where it is none.
    package init?(_ secret: Secret) {
        guard let bytes = secret.withBytes({ Base64URL.decode(String(decoding: $0, as: UTF8.self)) }),
            let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes)
        else { return nil }
        self.key = key
    }

    /// The key, as it is kept.
    package var secret: Secret { Secret(Base64URL.encode([UInt8](key.rawRepresentation))) }

    /// The public half, with its members in the order that a thumbprint takes them in (RFC 7638 §3.2).
    package var publicKey: JSONObject {
        let point = [UInt8](key.publicKey.rawRepresentation)
        return [
            "crv": "P-256", "kty": "EC", "x": .string(Base64URL.encode(point[..<32])),
            "y": .string(Base64URL.encode(point[32...])),
        ]
    }

    /// What a server knows the key by (RFC 9449 §6.1).
    package var thumbprint: String {
        Base64URL.encode(Array(SHA256.hash(data: JSONValue.object(publicKey).serialized)))
    }

    /// Signs a proof (RFC 9449 §4.2).
    ///
    /// - Parameters:
    ///   - request: The request that it is for.
    ///   - id: Makes the proof unique.
    ///   - date: When it is made, by the server's clock as far as that is known.
    ///   - nonce: What the server wants to see in it.
    ///   - token: The access token that goes along, if one does.
    /// - Returns: The proof, or `nil` where it could not be signed.
    func proof(
        for request: HTTPRequest,
        id: String,
        at date: Date,
        nonce: String?,
        token: Secret?
    ) -> Secret? {
        let header: JSONObject = ["typ": "dpop+jwt", "alg": "ES256", "jwk": .object(publicKey)]
        var claims: JSONObject = [
            "jti": .string(id), "htm": .string(request.method.rawValue),
            "htu": .string(request.endpoint.withoutQuery), "iat": .integer(Int64(date.timeIntervalSince1970)),
        ]
        if let nonce { claims["nonce"] = .string(nonce) }
        if let token {
            claims["ath"] = .string(
                token.withBytes { Base64URL.encode(Array(SHA256.hash(data: Array($0)))) }
            )
        }
        let parts = [header, claims].map { Base64URL.encode(JSONValue.object($0).serialized) }
        let input = parts.joined(separator: ".")
        guard let signature = try? key.signature(for: Array(input.utf8)) else { return nil }
        return Secret("\(input).\(Base64URL.encode([UInt8](signature.rawRepresentation)))")
    }
}

extension Session {
    private static let bindingKeyName = "dpop_key"

    /// The key that the tokens are bound to, if they are.
    package var bindingKey: DPoPKey? { attributes[Self.bindingKeyName].flatMap { DPoPKey($0) } }

    /// This session with the key that its tokens are bound to.
    func bound(to key: DPoPKey) -> Session {
        var attributes = attributes
        attributes[Self.bindingKeyName] = key.secret
        return Session(
            accessToken: accessToken,
            refreshToken: refreshToken,
            issuer: issuer,
            subject: subject,
            scope: scope,
            lifetime: lifetime,
            attributes: attributes
        )
    }
}

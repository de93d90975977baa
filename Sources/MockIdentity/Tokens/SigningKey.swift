import CryptoExtras
import Foundation
import JWTKit

/// An RSA key that signs JSON Web Tokens with RS256.
package struct SigningKey: Sendable {
    /// The key's identifier, in each token's header.
    package let id: String
    private let collection: JWTKeyCollection
    /// The public half, ready to verify with.
    let verifier: KeySet
    /// The public half, as a JSON Web Key Set (RFC 7517 §5).
    package let publicKeys: JSONValue

    /// Generates a fresh 2048-bit key.
    package static func generate(id: String) async throws -> SigningKey {
        let key = try Insecure.RSA.PrivateKey(backing: _RSA.Signing.PrivateKey(keySize: .bits2048))
        let numbers = try key.publicKey.getKeyPrimitives()
        let collection = JWTKeyCollection()
        await collection.add(rsa: key, digestAlgorithm: .sha256, kid: JWKIdentifier(string: id))
        let jwk: JSONValue = [
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": .string(id),
            "n": .string(Base64URL.encode(numbers.modulus)),
            "e": .string(Base64URL.encode(numbers.publicExponent)),
        ]
        let publicKeys: JSONValue = ["keys": [jwk]]
        let verifier = try await KeySet(jwks: publicKeys)
        return SigningKey(id: id, collection: collection, verifier: verifier, publicKeys: publicKeys)
    }

    /// Signs claims.
    ///
    /// - Parameters:
    ///   - claims: The payload.
    ///   - header: Header parameters besides `alg`, `kid` and `typ`.
    /// - Returns: The compact serialisation.
    package func sign(_ claims: [String: JSONValue], header: [String: String] = [:]) async throws -> String {
        var fields = JWTHeader()
        for (name, value) in header {
            fields.fields[name] = .string(value)
        }
        return try await collection.sign(
            Claims(members: claims),
            kid: JWKIdentifier(string: id),
            header: fields
        )
    }
}

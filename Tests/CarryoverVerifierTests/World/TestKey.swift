import CarryoverCore
import Crypto
import CryptoExtras
import FoundationEssentials

/// A private key, what is published of it, and how it signs.
struct TestKey: Sendable {
    let id: String
    let algorithm: String
    /// The published half, a JSON Web Key.
    let published: JSONObject
    let sign: @Sendable ([UInt8]) throws -> [UInt8]

    private static func jwk(_ id: String, _ algorithm: String, _ members: [(String, JSONValue)]) -> JSONObject
    {
        JSONObject([("kid", .string(id)), ("alg", .string(algorithm)), ("use", "sig")] + members)
    }

    static func rsa(
        _ id: String,
        _ algorithm: String = "RS256",
        key: _RSA.Signing.PrivateKey
    ) throws -> TestKey {
        let numbers = try key.publicKey.getKeyPrimitives()
        let members: [(String, JSONValue)] = [
            ("kty", "RSA"),
            ("n", .string(Base64URL.encode(numbers.modulus))),
            ("e", .string(Base64URL.encode(numbers.publicExponent))),
        ]
        return TestKey(id: id, algorithm: algorithm, published: jwk(id, algorithm, members)) { bytes in
            let padding: _RSA.Signing.Padding = algorithm.hasPrefix("PS") ? .PSS : .insecurePKCS1v1_5
            func signature(_ digest: some Digest) throws -> [UInt8] {
                Array(try key.signature(for: digest, padding: padding).rawRepresentation)
            }
            if algorithm.hasSuffix("512") { return try signature(SHA512.hash(data: bytes)) }
            if algorithm.hasSuffix("384") { return try signature(SHA384.hash(data: bytes)) }
            return try signature(SHA256.hash(data: bytes))
        }
    }

    private static func curve(
        _ id: String,
        _ algorithm: String,
        _ name: JSONValue,
        _ point: Data,
        _ sign: @escaping @Sendable ([UInt8]) throws -> Data
    ) -> TestKey {
        let half = point.count / 2
        let members: [(String, JSONValue)] = [
            ("kty", "EC"), ("crv", name),
            ("x", .string(Base64URL.encode(point.prefix(half)))),
            ("y", .string(Base64URL.encode(point.suffix(half)))),
        ]
        return TestKey(id: id, algorithm: algorithm, published: jwk(id, algorithm, members)) {
            Array(try sign($0))
        }
    }

    static func es256(_ id: String) -> TestKey {
        let key = P256.Signing.PrivateKey()
        return curve(id, "ES256", "P-256", key.publicKey.rawRepresentation) {
            try key.signature(for: $0).rawRepresentation
        }
    }

    static func es384(_ id: String) -> TestKey {
        let key = P384.Signing.PrivateKey()
        return curve(id, "ES384", "P-384", key.publicKey.rawRepresentation) {
            try key.signature(for: $0).rawRepresentation
        }
    }

    static func es512(_ id: String) -> TestKey {
        let key = P521.Signing.PrivateKey()
        return curve(id, "ES512", "P-521", key.publicKey.rawRepresentation) {
            try key.signature(for: $0).rawRepresentation
        }
    }

    static func eddsa(_ id: String) -> TestKey {
        let key = Curve25519.Signing.PrivateKey()
        let members: [(String, JSONValue)] = [
            ("kty", "OKP"), ("crv", "Ed25519"),
            ("x", .string(Base64URL.encode(key.publicKey.rawRepresentation))),
        ]
        return TestKey(id: id, algorithm: "EdDSA", published: jwk(id, "EdDSA", members)) {
            Array(try key.signature(for: $0))
        }
    }

    /// What somebody signs who takes bytes that everybody knows for a shared secret.
    static func hmac(_ id: String, secret: [UInt8]) -> TestKey {
        TestKey(id: id, algorithm: "HS256", published: [:]) { bytes in
            Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: secret)))
        }
    }

    /// A key set with the published halves.
    static func set(_ keys: [TestKey]) -> String {
        set(published: keys.map(\.published))
    }

    static func set(published keys: [JSONObject]) -> String {
        JSONValue.object(["keys": .array(keys.map { .object($0) })]).text
    }
}

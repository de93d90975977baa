import Crypto
import Foundation

/// A proof that a request's sender has a key (RFC 9449 §4.2), read and verified.
struct DPoPProof: Sendable {
    /// Why a proof is no good.
    enum Failure: String, Error {
        case missing, malformed, signature, method, address, time, nonce, token
    }

    /// What the key is known by (RFC 7638).
    let thumbprint: String
    /// What makes the proof unique.
    let id: String

    /// Verifies the proof of a request.
    ///
    /// - Parameters:
    ///   - call: The request.
    ///   - now: The server's time.
    ///   - tolerance: How many seconds a proof may be old, or early.
    ///   - nonce: What must be in it; empty for nothing.
    ///   - token: The access token that it must belong to, if one came along.
    init(
        _ call: Call,
        at now: Date,
        tolerance: Double,
        nonce: String,
        token: String?
    ) throws(Failure) {
        guard let text = call.headers["dpop"] else { throw .missing }
        guard let proof = UnverifiedToken(text), proof.header["typ"]?.string == "dpop+jwt",
            proof.header["alg"]?.string == "ES256", let jwk = proof.header["jwk"]?.object,
            jwk["kty"]?.string == "EC", jwk["crv"]?.string == "P-256", jwk["d"] == nil,
            let x = jwk["x"]?.string, let y = jwk["y"]?.string, let id = proof.claims.string("jti")
        else { throw .malformed }
        guard let point = Self.point(x, y), Self.isSigned(text, by: point) else { throw .signature }
        guard proof.claims.string("htm") == call.method else { throw .method }
        guard proof.claims.string("htu") == "http://\(call.headers["host"] ?? "")\(call.path)" else {
            throw .address
        }
        guard let issuedAt = proof.claims.number("iat"),
            abs(now.timeIntervalSince1970 - issuedAt) <= tolerance
        else { throw .time }
        guard nonce.isEmpty || proof.claims.string("nonce") == nonce else { throw .nonce }
        if let token {
            let hash = Base64URL.encode(SHA256.hash(data: Data(token.utf8)))
            guard proof.claims.string("ath") == hash else { throw .token }
        }
        self.id = id
        let canonical = #"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#
        thumbprint = Base64URL.encode(SHA256.hash(data: Data(canonical.utf8)))
    }

    private static func point(_ x: String, _ y: String) -> P256.Signing.PublicKey? {
        guard let x = Base64URL.decode(x), let y = Base64URL.decode(y), x.count == 32, y.count == 32 else {
            return nil
        }
        return try? P256.Signing.PublicKey(rawRepresentation: x + y)
    }

    private static func isSigned(_ text: String, by key: P256.Signing.PublicKey) -> Bool {
        let parts = text.split(separator: ".")
        guard parts.count == 3, let bytes = Base64URL.decode(parts[2]),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: bytes)
        else { return false }
        return key.isValidSignature(signature, for: Data("\(parts[0]).\(parts[1])".utf8))
    }
}

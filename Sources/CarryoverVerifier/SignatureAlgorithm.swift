import CarryoverCore
import JWTKit

/// The algorithms that tokens may be signed with (RFC 7518 §3.1, RFC 8037 §3.1): those with a public key.
enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case eddsa = "EdDSA"

    /// The algorithm of a JSON Web Key: the one it names, or the only or usual one of its type.
    init?(ofKey members: JSONObject) {
        let possible: [SignatureAlgorithm]
        switch (members["kty"]?.string, members["crv"]?.string) {
        // Where an RSA key names none, RS256 is meant (OpenID Connect Core §15.1).
        case ("RSA", _): possible = [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
        case ("EC", "P-256"): possible = [.es256]
        case ("EC", "P-384"): possible = [.es384]
        case ("EC", "P-521"): possible = [.es512]
        case ("OKP", "Ed25519"): possible = [.eddsa]
        default: return nil
        }
        guard let named = members["alg"] else {
            self = possible[0]
            return
        }
        guard let algorithm = possible.first(where: { .string($0.rawValue) == named }) else { return nil }
        self = algorithm
    }

    /// The public half of a JSON Web Key, or `nil` where members are missing.
    func publicKey(_ members: JSONObject, id: JWKIdentifier) -> JWK? {
        func text(_ name: String) -> String? { members[name]?.string }
        let algorithm = JWK.Algorithm(rawValue: rawValue)
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
            return .rsa(algorithm, identifier: id, modulus: text("n"), exponent: text("e"))
        case .es256, .es384, .es512:
            let curve = text("crv").flatMap { ECDSACurve(rawValue: $0) }
            return .ecdsa(algorithm, identifier: id, x: text("x"), y: text("y"), curve: curve)
        case .eddsa:
            return .octetKeyPair(algorithm, identifier: id, x: text("x"), y: nil, curve: .ed25519)
        }
    }
}

import CarryoverCore
import FoundationEssentials
import JWTKit

/// One public key, and the one algorithm that it verifies with.
struct VerificationKey: Sendable {
    let id: String?
    let algorithm: SignatureAlgorithm
    private let verifier: any JWTAlgorithm

    /// Reads a JSON Web Key (RFC 7517 §4), or returns `nil` where it cannot verify tokens.
    init?(_ members: JSONObject) async {
        guard members["use"].map({ $0 == "sig" }) ?? true,
            members["key_ops"].map({ $0.array?.contains("verify") ?? false }) ?? true,
            let algorithm = SignatureAlgorithm(ofKey: members),
            let key = algorithm.publicKey(members, id: Self.anyID)
        else { return nil }
        // A collection of its own: one that lacks a key falls back to another one.
        let collection = JWTKeyCollection()
        guard (try? await collection.add(jwk: key)) != nil,
            let verifier = try? await collection.getKey(for: Self.anyID), verifier.name == algorithm.rawValue
        else { return nil }
        id = members["kid"]?.string
        self.algorithm = algorithm
        self.verifier = verifier
    }

    private static let anyID = JWKIdentifier(string: "key")

    /// Checks a token's signature.
    func check(_ token: SignedToken) throws(VerificationError) {
        // The token only gets to agree (RFC 8725 §3.1).
        guard token.algorithm == algorithm else {
            throw VerificationError(.algorithm, "the token is not signed the way its key is used")
        }
        let isGenuine = try? verifier.verify(token.signature, signs: token.signedBytes)
        guard isGenuine == true else {
            throw VerificationError(.signature, "the signature does not fit the key")
        }
    }
}

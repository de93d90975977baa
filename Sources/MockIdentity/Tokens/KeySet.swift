import Foundation
import JWTKit

/// Public keys that verify JSON Web Tokens.
package struct KeySet: Sendable {
    private let algorithms: [String: String]
    private let collection: JWTKeyCollection

    /// Reads a JSON Web Key Set, leaving out keys that do not verify signatures.
    ///
    /// - Throws: ``TokenFailure/keysUnavailable`` where it holds no usable key.
    package init(jwks: JSONValue) async throws {
        var algorithms: [String: String] = [:]
        let collection = JWTKeyCollection()
        for key in jwks["keys"]?.array ?? [] {
            guard var members = key.object, let id = members["kid"]?.string,
                members["use"]?.string ?? "sig" == "sig"
            else { continue }
            // Providers leave `alg` out; RS256 is what OpenID Connect then means for RSA (Core §15.1).
            let algorithm = members["alg"]?.string ?? (members["kty"]?.string == "EC" ? "ES256" : "RS256")
            members["alg"] = .string(algorithm)
            guard let jwk = try? JSONValue.object(members).decoded(as: JWK.self),
                (try? await collection.add(jwk: jwk)) != nil
            else { continue }
            algorithms[id] = algorithm
        }
        guard !algorithms.isEmpty else { throw TokenFailure.keysUnavailable }
        self.algorithms = algorithms
        self.collection = collection
    }

    /// Returns whether the set has a key of that identifier.
    package func contains(_ id: String) -> Bool {
        algorithms[id] != nil
    }

    /// Verifies a token's signature, and nothing else.
    ///
    /// - Throws: ``TokenFailure``.
    package func verify(_ token: String) async throws -> Claims {
        guard let unverified = UnverifiedToken(token) else { throw TokenFailure.malformed }
        guard let algorithm = unverified.header["alg"]?.string, algorithms.values.contains(algorithm) else {
            throw TokenFailure.algorithm
        }
        // A token may leave out which key it was signed with where there is only one (OpenID Connect Core §10.1).
        let onlyKey = algorithms.count == 1 ? algorithms.keys.first : nil
        guard let id = unverified.header["kid"]?.string ?? onlyKey, let expected = algorithms[id] else {
            throw TokenFailure.unknownKey
        }
        // The token does not choose how it is verified: the key does.
        guard expected == algorithm else { throw TokenFailure.algorithm }
        do {
            return try await collection.verify(token, as: Claims.self)
        } catch {
            throw TokenFailure.signature
        }
    }
}

/// Why a JSON Web Token was not accepted.
package enum TokenFailure: String, Error, Sendable {
    /// Not three parts of base64url JSON.
    case malformed
    /// `alg` is `none` or one that no key of ours uses.
    case algorithm
    /// No key has the token's `kid`.
    case unknownKey = "unknown-key"
    /// The signature does not fit the key.
    case signature
    /// `iss` is not the expected issuer.
    case issuer
    /// `exp` is missing or past.
    case expired
    /// `sub` is missing.
    case subject
    /// The key set could not be fetched or read.
    case keysUnavailable = "keys-unavailable"
}

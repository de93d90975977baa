public import FoundationEssentials

/// Verifies the tokens of both providers in an app's backend while its users go over from one to the other.
///
/// ```swift
/// let verifier = TokenVerifier(
///     legacy: TrustedIssuer(
///         "https://tenant.example.com/",
///         audiences: ["https://api.example.com"],
///         keys: .pinned(try await VerificationKeys(jwks: keptKeys))
///     ),
///     new: .superTokens(
///         "https://api.example.com/auth",
///         keys: .fetched(from: try Endpoint("https://api.example.com/auth/jwt/jwks.json"), over: transport)
///     )
/// )
/// let token = try await verifier.verify(bearer)
/// switch token.owner {
/// case .legacy: serveWithOldAccount(token.subject)
/// case .new: serve(token.subject)
/// }
/// ```
///
/// Nothing in a token decides how it is verified (RFC 8725 §3.1): its issuer only picks one of the two
/// configured ones, and the algorithm is the key's. Keys and addresses that a token brings along are not even
/// read.
///
/// A verifier may be shared by any number of tasks; with pinned keys, or keys at hand, it never waits.
public struct TokenVerifier: Sendable {
    private let legacy: TrustedIssuer?
    private let new: TrustedIssuer

    /// Creates a verifier.
    ///
    /// - Parameters:
    ///   - legacy: The old provider, or `nil` once its tokens are no longer accepted.
    ///   - new: The new provider; an issuer that both list counts as this one.
    public init(legacy: TrustedIssuer?, new: TrustedIssuer) {
        self.legacy = legacy
        self.new = new
    }

    /// Verifies a token and tells whose it is.
    ///
    /// The order is that of RFC 7519 §7.2: form, header, issuer, key, signature, and only then what the
    /// claims say.
    ///
    /// - Parameters:
    ///   - token: A JSON Web Token in compact form (RFC 7515 §3.1), without `Bearer`.
    ///   - now: The time to compare with the token's.
    /// - Returns: What the token says, now that it may be believed.
    /// - Throws: ``VerificationError``, where ``VerificationError/isTransient`` tells that the token may be good.
    public func verify(
        _ token: String,
        at now: Date = Date()
    ) async throws(VerificationError) -> VerifiedToken {
        let token = try SignedToken(token)
        let (owner, issuer) = try trusted(token)
        do throws(VerificationError) {
            try issuer.checkHeader(of: token)
            let key = try await issuer.keys.key(for: token.keyID, at: now)
            try key.check(token)
            try issuer.checkClaims(of: token, at: now)
            return try VerifiedToken(token, owner: owner)
        } catch {
            throw error.about(owner)
        }
    }

    private func trusted(
        _ token: SignedToken
    ) throws(VerificationError) -> (VerifiedToken.Owner, TrustedIssuer) {
        guard let issuer = token.claims["iss"]?.string else {
            throw VerificationError(.issuer, "the token names no issuer")
        }
        if new.issuers.contains(where: { $0.isIdentical(to: issuer) }) { return (.new, new) }
        if let legacy, legacy.issuers.contains(where: { $0.isIdentical(to: issuer) }) {
            return (.legacy, legacy)
        }
        throw VerificationError(.issuer, "the token's issuer is neither provider")
    }
}

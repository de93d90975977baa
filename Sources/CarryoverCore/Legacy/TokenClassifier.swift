/// Tells whose token a token is, by what it says about itself, for apps that route requests during the transition.
///
/// It is for routing only. Whether a token is genuine is for the server that verifies its signature to say.
public struct TokenClassifier: Sendable {
    /// Whose a token is.
    public enum Owner: String, Sendable {
        /// The old provider's.
        case legacy
        /// The new provider's.
        case new
        /// It does not say.
        case unknown
    }

    private let legacyIssuer: String?
    private let provider: any IdentityProvider

    package init(legacyIssuer: String?, provider: any IdentityProvider) {
        self.legacyIssuer = legacyIssuer
        self.provider = provider
    }

    /// Tells whose a token is; issuers are compared byte for byte (RFC 8414 §3.3).
    public func owner(of token: Secret) -> Owner {
        if provider.recognises(LegacyCredential(accessToken: token)) { return .new }
        guard let issuer = JWTClaims(unverified: token)?.issuer, let legacyIssuer else { return .unknown }
        return issuer == legacyIssuer ? .legacy : .unknown
    }
}

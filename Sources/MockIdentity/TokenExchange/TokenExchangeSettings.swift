/// How the mock of a standard authorization server behaves.
package struct TokenExchangeSettings: Sendable, Codable, Hashable {
    /// The client's identifier.
    package var clientID = "notes"
    /// The client's secret.
    package var clientSecret = "exchange-secret"
    /// How the client proves itself.
    package var clientAuth = ClientAuthentication.none
    /// Audiences and resources that tokens are given for; any, where there are none.
    package var targets: [String] = []
    /// Scopes that are granted.
    package var scopes = ["openid", "offline_access", "notes"]
    /// Seconds that an access token lives.
    package var accessTokenSeconds = 3600.0
    /// Seconds that a refresh token lives.
    package var refreshTokenSeconds = 2_592_000.0
    /// When an exchange gives a refresh token.
    package var refreshTokens = RefreshTokenIssue.always
    /// The one kind of subject token that is taken, a URI of the server's own, as Auth0 wants it; empty for the
    /// standard's kinds.
    package var subjectTokenType = ""
    /// Whether each refresh gives a new refresh token, so that the old one's return ends the session.
    package var rotation = true
    /// The error for a subject token that is refused: `invalid_request` (RFC 8693 §2.2.2), or what some servers say.
    package var refusal = "invalid_request"
    /// Whether access tokens can be revoked (RFC 7009 §2).
    package var revokesAccessTokens = true
    /// Whether tokens are bound to keys.
    package var dpop = DPoPUse.none
    /// What a proof must hold at the token endpoint; empty for nothing.
    package var dpopNonce = ""
    /// What a proof must hold at the API; empty for nothing.
    package var resourceNonce = ""
    /// Seconds that a proof may be old, or early.
    package var dpopToleranceSeconds = 60.0
    /// The issuer that the metadata document names; empty for the right one.
    package var metadataIssuer = ""
    /// Subjects without an account here.
    package var unknownSubjects: [String] = []

    enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case clientAuth = "client_auth"
        case targets, scopes
        case accessTokenSeconds = "access_token_seconds"
        case refreshTokenSeconds = "refresh_token_seconds"
        case refreshTokens = "refresh_tokens"
        case subjectTokenType = "subject_token_type"
        case rotation, refusal
        case revokesAccessTokens = "revokes_access_tokens"
        case dpop
        case dpopNonce = "dpop_nonce"
        case resourceNonce = "resource_nonce"
        case dpopToleranceSeconds = "dpop_tolerance_seconds"
        case metadataIssuer = "metadata_issuer"
        case unknownSubjects = "unknown_subjects"
    }

    /// Creates the defaults.
    package init() {}
}

/// How the new provider's backend behaves.
package struct SuperTokensSettings: Sendable, Codable, Hashable {
    /// The path under which the SDK's own routes stand.
    package var basePath = "/auth"
    /// The status of an answer to a token that is no good any more.
    package var sessionExpiredStatus = 401
    /// The header field with the access token.
    package var accessTokenHeader = "st-access-token"
    /// The header field with the refresh token.
    package var refreshTokenHeader = "st-refresh-token"
    /// The header field that tells what the session is.
    package var frontTokenHeader = "front-token"
    /// The header field with the anti-CSRF token.
    package var antiCSRFHeader = "anti-csrf"
    /// The cookie with the access token.
    package var accessTokenCookie = "sAccessToken"
    /// The cookie with the refresh token.
    package var refreshTokenCookie = "sRefreshToken"
    /// Seconds that an access token lives.
    package var accessTokenSeconds = 3600.0
    /// Seconds that a refresh token lives since it was last used: 100 days.
    package var refreshTokenSeconds = 8_640_000.0
    /// Whether the core speaks CDI 5.6: it rotates at the refresh itself and never replaces access tokens.
    package var cdi56 = false
    /// With CDI 5.6, seconds for which the previous refresh token is accepted.
    package var graceSeconds = 30.0
    /// Whether cookie sessions carry an anti-CSRF token (`VIA_TOKEN`).
    package var antiCSRFViaToken = false
    /// Whether every verification asks the database, so that a revoked session ends at once.
    package var checkDatabase = false
    /// Whether the migration endpoint exists.
    package var migrationEnabled = true
    /// Whether a migration without a valid `Idempotency-Key` is refused with 401.
    package var strictIdempotency = false
    /// Whether a repeated `Idempotency-Key` gives the same session again.
    package var idempotent = true
    /// Where the old provider's keys are; empty means the mock's own old provider.
    package var legacyJWKSURL = ""
    /// The old provider's issuer; empty means the mock's own.
    package var legacyIssuer = ""
    /// A JSON Web Key Set to verify old tokens with instead of fetching one, or `null`.
    package var pinnedKeys = JSONValue.null
    /// Subjects without an account here: their migration answers 200 without tokens.
    package var unknownSubjects: [String] = []

    enum CodingKeys: String, CodingKey {
        case basePath = "base_path"
        case sessionExpiredStatus = "session_expired_status"
        case accessTokenHeader = "access_token_header"
        case refreshTokenHeader = "refresh_token_header"
        case frontTokenHeader = "front_token_header"
        case antiCSRFHeader = "anti_csrf_header"
        case accessTokenCookie = "access_token_cookie"
        case refreshTokenCookie = "refresh_token_cookie"
        case accessTokenSeconds = "access_token_seconds"
        case refreshTokenSeconds = "refresh_token_seconds"
        case cdi56
        case graceSeconds = "grace_seconds"
        case antiCSRFViaToken = "anti_csrf_via_token"
        case checkDatabase = "check_database"
        case migrationEnabled = "migration_enabled"
        case strictIdempotency = "strict_idempotency"
        case idempotent
        case legacyJWKSURL = "legacy_jwks_url"
        case legacyIssuer = "legacy_issuer"
        case pinnedKeys = "pinned_keys"
        case unknownSubjects = "unknown_subjects"
    }

    /// Creates the defaults.
    package init() {}
}

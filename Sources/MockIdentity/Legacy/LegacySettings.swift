/// How the old provider behaves.
package struct LegacySettings: Sendable, Codable, Hashable {
    /// The issuer in tokens and in the discovery document; empty means the server's own address with a slash.
    package var issuer = ""
    /// The issuer that the discovery document names; empty for the right one.
    package var discoveryIssuer = ""
    /// Whether that document names a revocation endpoint and one to end a session.
    package var tellsAllEndpoints = true
    /// The audience of access tokens.
    package var audience = "https://api.example.com"
    /// The scope granted.
    package var scope = "openid profile email offline_access"
    /// Seconds that an access token lives.
    package var accessTokenSeconds = 3600.0
    /// Seconds that an ID token lives.
    package var idTokenSeconds = 36_000.0
    /// Seconds that a refresh token lives after it was issued.
    package var refreshTokenSeconds = 2_592_000.0
    /// Whether each refresh gives a new refresh token and spends the old one.
    package var rotation = true
    /// Seconds for which a spent refresh token is still accepted.
    package var reuseIntervalSeconds = 0.0
    /// The status of `invalid_grant`: 403 as Auth0, or 400 as RFC 6749 has it.
    package var invalidGrantStatus = 403
    /// Whether a refresh is answered as by a tenant that wants a second factor first.
    package var requiresMFA = false
    /// The client's identifier.
    package var clientID = "legacy-client"
    /// The client's secret.
    package var clientSecret = "legacy-secret"
    /// How the client proves itself at the token endpoint.
    package var tokenClientAuth = ClientAuthentication.none
    /// How the client proves itself at the revocation endpoint.
    package var revokeClientAuth = ClientAuthentication.none

    enum CodingKeys: String, CodingKey {
        case issuer
        case discoveryIssuer = "discovery_issuer"
        case tellsAllEndpoints = "tells_all_endpoints"
        case audience, scope
        case accessTokenSeconds = "access_token_seconds"
        case idTokenSeconds = "id_token_seconds"
        case refreshTokenSeconds = "refresh_token_seconds"
        case rotation
        case reuseIntervalSeconds = "reuse_interval_seconds"
        case invalidGrantStatus = "invalid_grant_status"
        case requiresMFA = "requires_mfa"
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case tokenClientAuth = "token_client_auth"
        case revokeClientAuth = "revoke_client_auth"
    }

    /// Creates the defaults.
    package init() {}
}

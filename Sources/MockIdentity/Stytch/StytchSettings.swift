/// How the mock of Stytch behaves.
///
/// Where the real service's answer is not known, the choice is a setting.
package struct StytchSettings: Sendable, Codable, Hashable {
    /// How a session that is over is told from one that never was.
    package enum DeadSession: String, Sendable, Codable {
        /// It is not: 401.
        case unauthorized = "unauthorized_credentials"
        /// 404.
        case notFound = "session_not_found"
    }

    /// What a migration without a duration gives.
    package enum WithoutDuration: String, Sendable, Codable {
        /// No session: empty tokens.
        case noSession = "no-session"
        /// A session of an hour.
        case anHour = "an-hour"
    }

    /// The project's public token.
    package var publicToken = "public-token-test-11111111-2222-4333-8444-555555555555"
    /// The project's identifier.
    package var projectID = "project-test-11111111-2222-4333-8444-555555555555"
    /// The project's secret, which only a backend knows.
    package var secret = "secret-test-mock"
    /// The profile of trusted tokens.
    package var profileID = "trusted-auth-token-profile-test-11111111-2222-4333-8444-555555555555"
    /// The organization of a B2B project.
    package var organizationID = "organization-test-11111111-2222-4333-8444-555555555555"
    /// Seconds that a session's JWT lives.
    package var jwtSeconds = 300.0
    /// The longest duration that a client may ask for, in minutes.
    package var maximumMinutes = 527_040
    /// What a migration without a duration gives.
    package var withoutDuration = WithoutDuration.noSession
    /// Whether each authentication gives a new opaque token and spends the old one.
    package var rotatesTokens = false
    /// What is said of a session that is over.
    package var deadSession = DeadSession.unauthorized
    /// Whether the address of the old provider's user information endpoint is set.
    package var hasUserInfo = true
    /// Email addresses without an account here.
    package var unknownEmails: [String] = []
    /// Whether attesting makes an account for them; migrating never does.
    package var justInTime = false
    /// Whether a token can be attested only once.
    package var refusesReplay = false
    /// The status of the errors of a migration.
    package var migrationErrorStatus = 400
    /// The content type of errors.
    package var errorContentType = "text/plain; charset=utf-8"
    /// Whether the app's backend gives the same answer to the same `Idempotency-Key`.
    package var backendIsIdempotent = true

    enum CodingKeys: String, CodingKey {
        case publicToken = "public_token"
        case projectID = "project_id"
        case secret
        case profileID = "profile_id"
        case organizationID = "organization_id"
        case jwtSeconds = "jwt_seconds"
        case maximumMinutes = "maximum_minutes"
        case withoutDuration = "without_duration"
        case rotatesTokens = "rotates_tokens"
        case deadSession = "dead_session"
        case hasUserInfo = "has_user_info"
        case unknownEmails = "unknown_emails"
        case justInTime = "just_in_time"
        case refusesReplay = "refuses_replay"
        case migrationErrorStatus = "migration_error_status"
        case errorContentType = "error_content_type"
        case backendIsIdempotent = "backend_is_idempotent"
    }

    /// Creates the defaults.
    package init() {}
}

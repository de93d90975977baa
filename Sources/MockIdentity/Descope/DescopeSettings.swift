/// How the mock of Descope behaves.
///
/// Where the real service's answer is not known, the choice is a setting.
package struct DescopeSettings: Sendable, Codable, Hashable {
    /// Where a token stands in an answer.
    package enum TokenPlace: String, Sendable, Codable {
        /// In the body.
        case body
        /// In a cookie; the body then holds an empty string.
        case cookie
    }

    /// What becomes of a refresh token that was rotated away and comes back.
    package enum Reuse: String, Sendable, Codable {
        /// Accepted for as long as the grace period lasts, then refused.
        case grace
        /// Refused.
        case refuse
        /// Refused, and the session is over.
        case endSession = "end-session"
    }

    /// The project's identifier.
    package var projectID = "P2mockmockmockmockmockmock0"
    /// Whether issuers are URLs that end in the project's identifier.
    package var issuerIsURL = false
    /// Where the session token stands.
    package var sessionTokenIn = TokenPlace.body
    /// Where the refresh token stands.
    package var refreshTokenIn = TokenPlace.body
    /// The name of the session token's cookie; empty means `DS`.
    package var sessionCookie = ""
    /// The name of the refresh token's cookie; empty means `DSR`.
    package var refreshCookie = ""
    /// Whether an answer says which cookies it uses.
    package var namesCookies = true
    /// Whether each refresh gives a new refresh token.
    package var rotation = false
    /// What becomes of a refresh token that was rotated away.
    package var reuse = Reuse.refuse
    /// Seconds for which such a token is accepted.
    package var graceSeconds = 30.0
    /// Seconds that a session token lives.
    package var sessionSeconds = 600.0
    /// Seconds that a refresh token lives: four weeks.
    package var refreshSeconds = 2_419_200.0
    /// Seconds after which a client should refresh where inactivity ends sessions.
    package var nextRefreshSeconds = 0
    /// Whether answers with tokens tell who the user is.
    package var tellsUser = true
    /// Whether times in tokens have fractions.
    package var fractionalTimes = false
    /// Whether errors say in words what their code means.
    package var describesErrors = true
    /// Whether session migration is set up.
    package var migrationEnabled = true
    /// The status where it is not.
    package var notEnabledStatus = 400
    /// The status for a legacy token that is refused.
    package var refusedStatus = 401
    /// The code for it.
    package var refusedCode = "E000001"
    /// Subjects without an account here.
    package var unknownSubjects: [String] = []
    /// Whether an account is made for them.
    package var justInTime = false
    /// The status for a user without an account.
    package var unknownUserStatus = 400
    /// The code for it.
    package var unknownUserCode = "E000002"
    /// The status where the old provider's keys cannot be had.
    package var keysUnavailableStatus = 503
    /// Access keys that can be exchanged.
    package var accessKeys = ["K2mockaccesskey"]
    /// Seconds that an access key's session token lives.
    package var accessKeySeconds = 600.0
    /// How many keys one import takes; 0 for any number.
    package var importLimit = 0
    /// How many bytes one import may have for the proxy in front; 0 for any number.
    package var largestImport = 0
    /// Roles that an imported key may have; any, where there are none.
    package var knownRoles: [String] = []
    /// The key of the management interface.
    package var managementKey = "K2mockmanagementkey"

    enum CodingKeys: String, CodingKey {
        case projectID = "project_id"
        case issuerIsURL = "issuer_is_url"
        case sessionTokenIn = "session_token_in"
        case refreshTokenIn = "refresh_token_in"
        case sessionCookie = "session_cookie"
        case refreshCookie = "refresh_cookie"
        case namesCookies = "names_cookies"
        case rotation, reuse
        case graceSeconds = "grace_seconds"
        case sessionSeconds = "session_seconds"
        case refreshSeconds = "refresh_seconds"
        case nextRefreshSeconds = "next_refresh_seconds"
        case tellsUser = "tells_user"
        case fractionalTimes = "fractional_times"
        case describesErrors = "describes_errors"
        case migrationEnabled = "migration_enabled"
        case notEnabledStatus = "not_enabled_status"
        case refusedStatus = "refused_status"
        case refusedCode = "refused_code"
        case unknownSubjects = "unknown_subjects"
        case justInTime = "just_in_time"
        case unknownUserStatus = "unknown_user_status"
        case unknownUserCode = "unknown_user_code"
        case keysUnavailableStatus = "keys_unavailable_status"
        case accessKeys = "access_keys"
        case accessKeySeconds = "access_key_seconds"
        case importLimit = "import_limit"
        case largestImport = "largest_import"
        case knownRoles = "known_roles"
        case managementKey = "management_key"
    }

    /// Creates the defaults.
    package init() {}
}

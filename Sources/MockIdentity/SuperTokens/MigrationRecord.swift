/// What one migration gave, so that its repetition can give the same.
struct MigrationRecord: Sendable, Hashable {
    /// The user.
    let subject: String
    /// The session's handle.
    let handle: String
    /// The session's first refresh token.
    let refreshToken: String
    /// What must come along with that token, if anything.
    let antiCSRFToken: String?
}

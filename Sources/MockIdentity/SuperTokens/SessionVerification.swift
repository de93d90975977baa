/// What the SDK finds when it verifies a request's session.
enum SessionVerification: Sendable {
    /// A session that may go on.
    case valid(SessionVisit)
    /// No token, or one that is not this provider's.
    case none
    /// A token of this provider that is expired, forged, or lacks its anti-CSRF token.
    case tryRefresh
    /// A token whose session is gone from the database.
    case revoked(TransferMode)
}

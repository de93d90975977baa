/// What a refresh token of the new provider is good for.
enum RefreshDecision: Sendable, Hashable {
    /// Accepted.
    ///
    /// - `session`: The session after the decision.
    /// - `parentHash`: What the new access token names as its parent; `nil` with CDI 5.6.
    case accepted(session: SuperTokensSession, parentHash: String?)
    /// Unknown, expired, or of a session that is gone.
    case unauthorised
    /// An old token came back: the session is gone now.
    case theft
}

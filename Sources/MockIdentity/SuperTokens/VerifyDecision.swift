/// What the core says of an access token that it is asked about.
enum VerifyDecision: Sendable, Hashable {
    /// The session lives.
    case valid(SuperTokensSession)
    /// The session lives, and this was the first use of a refreshed token: a replacement is due.
    case promoted(SuperTokensSession)
    /// The session is gone.
    case unauthorised
}

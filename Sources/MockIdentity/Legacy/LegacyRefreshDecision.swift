/// What a refresh token at the old provider is good for.
enum LegacyRefreshDecision: Sendable, Hashable {
    /// Accepted; the new refresh token replaces it.
    case rotated(LegacySession)
    /// Accepted; it stays as it is.
    case kept(LegacySession)
    /// Accepted though spent, because it was spent only just now.
    case acceptedAgain(LegacySession)
    /// Spent long ago: its whole family was killed.
    case reuseDetected(LegacySession)
    /// Of a session that has ended.
    case ended(LegacySession)
    /// Past its time.
    case expired
    /// Never issued.
    case unknown
}

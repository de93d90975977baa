/// What the hot path needs: a token, and until when it may be handed out without a thought.
struct TokenSnapshot: Sendable {
    /// What the token is of.
    let held: HeldSession
    let token: Secret
    /// The uptime from which on it is due for a refresh.
    let goodUntil: Duration
    /// The uptime from which on nobody takes it any more.
    let expiresAt: Duration

    /// What is to be had of a session, or `nil` where there is no access token.
    init?(of held: HeldSession, policy: RefreshPolicy, at time: any TimeSource) {
        guard let session = held.session(at: time), !session.accessToken.isEmpty else { return nil }
        self.held = held
        token = session.accessToken
        guard let lifetime = session.lifetime else {
            (goodUntil, expiresAt) = (Self.never, Self.never)
            return
        }
        expiresAt = time.uptime + lifetime.remaining(at: time)
        goodUntil = expiresAt - policy.needed(of: lifetime, minimum: nil)
    }

    /// Whether anybody takes it still.
    func isAlive(at uptime: Duration) -> Bool { uptime < expiresAt }

    /// Whether it may be handed out without a thought.
    func isReady(minTTL: Duration, at uptime: Duration) -> Bool {
        // Hardly anybody asks for more, and a sum of durations costs more than all else here.
        uptime < goodUntil && (minTTL == .zero ? uptime : uptime + minTTL) < expiresAt
    }

    /// Far away, and yet far enough from the end of all numbers to be reckoned with.
    private static let never = Duration.seconds(Int64.max / 2)
}

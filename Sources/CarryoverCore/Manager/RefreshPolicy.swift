/// When a session is due for a refresh, and how failures are paced.
///
/// Every value has a default.
public struct RefreshPolicy: Sendable, Equatable {
    /// How long before its expiry an access token is replaced; never more than a quarter of the token's own life.
    public var leeway: Duration
    /// The wait after a first failed refresh, doubled with each further one.
    public var firstRetry: Duration
    /// The longest wait between two attempts.
    public var longestRetry: Duration
    /// How long to wait for another process that holds the lock.
    public var lockPatience: Duration
    /// How long one request may take, and how long callers wait for one that may take longer.
    public var requestTimeout: Duration
    /// How long the answer to a request is waited for that spends a refresh token.
    ///
    /// It may be had only once: a provider that rotates takes the token's return for theft. Callers are told before, after
    /// ``requestTimeout``.
    public var answerTimeout: Duration

    /// Creates a policy.
    public init(
        leeway: Duration = .seconds(60),
        firstRetry: Duration = .seconds(2),
        longestRetry: Duration = .seconds(300),
        lockPatience: Duration = .seconds(10),
        requestTimeout: Duration = .seconds(15),
        answerTimeout: Duration = .seconds(120)
    ) {
        self.leeway = leeway
        self.firstRetry = firstRetry
        self.longestRetry = longestRetry
        self.lockPatience = lockPatience
        self.requestTimeout = requestTimeout
        self.answerTimeout = answerTimeout
    }

    /// With full jitter, so that a fleet whose server comes back does not ask it in step.
    var backOff: BackOff { BackOff(first: firstRetry, longest: longestRetry, certain: 0) }

    /// How long to wait for the lock while there is a token that may still be handed out.
    ///
    /// Whoever holds the lock is most likely about to store what is needed; who is stopped is not worth more than this.
    var patienceWithLivingToken: Duration { min(lockPatience, .seconds(2)) }

    /// The leeway for a token of a given life: a short-lived token must not be due from the moment it arrives.
    package func leeway(for lifetime: TokenLifetime) -> Duration {
        min(leeway, max(.zero, lifetime.duration / 4))
    }

    /// The life that must be left in a token for it to be handed out without a refresh.
    ///
    /// - Parameter minimum: What the caller needs; more than the token ever had is not asked of it, because no refresh
    ///   could give it.
    func needed(of lifetime: TokenLifetime, minimum: Duration?) -> Duration {
        // Which is what nearly everybody asks for, and more is much to reckon.
        guard let minimum, minimum > .zero else { return leeway(for: lifetime) }
        return max(leeway(for: lifetime), min(minimum, lifetime.duration * 0.9))
    }

    /// Whether a session must be refreshed before it is used.
    func isDue(_ session: Session, minimum: Duration? = nil, at time: any TimeSource) -> Bool {
        // A legacy login may be a refresh token alone.
        if session.accessToken.isEmpty { return true }
        guard let lifetime = session.lifetime else { return false }
        return lifetime.remaining(at: time) <= needed(of: lifetime, minimum: minimum)
    }
}

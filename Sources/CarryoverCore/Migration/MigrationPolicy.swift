/// How a migration is paced, and what becomes of the legacy credential.
///
/// Every value has a default.
public struct MigrationPolicy: Sendable, Equatable {
    /// How long one start tries before it defers.
    public var budget: Duration
    /// The first wait within a start.
    public var firstRetry: Duration
    /// The longest wait after a first deferral; it doubles with each further one.
    public var firstDeferral: Duration
    /// The longest wait between two starts' attempts.
    public var longestDeferral: Duration
    /// How long before its expiry a legacy access token is refreshed first.
    public var leeway: Duration
    /// Whether the legacy credential is revoked at all.
    public var revokesLegacy: Bool
    /// For how long a revocation may fail, counted from the first attempt, before it is given up.
    public var abandonsRevocationsAfter: Duration

    /// Creates a policy.
    public init(
        budget: Duration = .seconds(10),
        firstRetry: Duration = .milliseconds(500),
        firstDeferral: Duration = .seconds(60),
        longestDeferral: Duration = .seconds(3600),
        leeway: Duration = .seconds(60),
        revokesLegacy: Bool = true,
        abandonsRevocationsAfter: Duration = .seconds(90 * 86_400)
    ) {
        self.budget = budget
        self.firstRetry = firstRetry
        self.firstDeferral = firstDeferral
        self.longestDeferral = longestDeferral
        self.leeway = leeway
        self.revokesLegacy = revokesLegacy
        self.abandonsRevocationsAfter = abandonsRevocationsAfter
    }

    package var retries: BackOff { BackOff(first: firstRetry, longest: .seconds(5)) }
    package var deferrals: BackOff { BackOff(first: firstDeferral, longest: longestDeferral) }

    /// How long until a later start tries again.
    package func deferral(attempts: Int, retryAfter: Duration?, fraction: Double) -> Duration {
        let ceiling = deferrals.ceiling(afterFailures: attempts)
        return deferrals.wait(
            afterFailures: attempts,
            retryAfter: retryAfter.map { min($0, ceiling) },
            fraction: fraction
        )
    }
}

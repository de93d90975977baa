import FoundationEssentials

/// The pause after failed refreshes, which all callers share.
struct Cooldown: Sendable {
    private var failures = 0
    private var until: Duration?
    private var lastError: SessionError?
    /// The refresh token that could not be spent.
    private var token: Fingerprint?

    /// The error to answer with while the pause lasts, or `nil` when the provider may be asked.
    func error(at uptime: Duration) -> SessionError? {
        guard let until, uptime < until else { return nil }
        return lastError
    }

    /// Whether the pause is about this refresh token; a session that was stored since does not wait for another's.
    func concerns(_ token: Fingerprint?) -> Bool { self.token == token }

    /// When the pause ends, as an uptime.
    var end: Duration? { until }

    mutating func failed(
        _ error: SessionError,
        of token: Fingerprint? = nil,
        retryAfter: Duration?,
        at uptime: Duration,
        policy: BackOff,
        fraction: Double
    ) {
        if self.token != token { self = Cooldown() }
        self.token = token
        failures += 1
        lastError = error
        until = uptime + policy.wait(afterFailures: failures, retryAfter: retryAfter, fraction: fraction)
    }

    /// What other processes have to know of the pause: how long they are to leave a server alone that has answered.
    func shared(at time: any TimeSource) -> RefreshPause? {
        guard let until, until > time.uptime, let token, lastError?.code == .transient,
            let answer = lastError?.underlying as? ProviderError, answer.status != nil
        else { return nil }
        let end = time.wall.addingTimeInterval((until - time.uptime).inSeconds)
        return RefreshPause(token: token, failures: failures, until: end)
    }

    /// Keeps to a pause that another process has left in the record.
    ///
    /// - Parameters:
    ///   - pause: The pause, about the token that is to be spent.
    ///   - longest: More than that is left of none, unless a clock was set back.
    ///   - time: The clock.
    mutating func takeOver(_ pause: RefreshPause, longest: Duration, at time: any TimeSource) {
        guard token != pause.token || failures < pause.failures else { return }
        self = Cooldown()
        (token, failures) = (pause.token, pause.failures)
        let wait = pause.until.timeIntervalSince(time.wall)
        guard wait > 0, wait <= longest.inSeconds else { return }
        until = time.uptime + .seconds(wait)
        lastError = .paused
    }

    mutating func succeeded() {
        self = Cooldown()
    }

    /// Whether nobody could be reached, so that it is a change of the network that is worth waiting for.
    ///
    /// A server that answered, perhaps with the time of the next attempt, is not asked any sooner.
    var isForWantOfNetwork: Bool {
        guard let error = lastError?.underlying as? ProviderError else { return false }
        return error.status == nil
    }

    /// Ends a pause for want of a network, and begins to count anew.
    mutating func networkChanged() {
        if isForWantOfNetwork { self = Cooldown() }
    }
}

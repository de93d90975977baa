import FoundationEssentials

/// Computes when a manager has to look again: the one timer that is armed.
struct Schedule: Sendable {
    let refreshPolicy: RefreshPolicy
    /// How long the provider takes a refresh token that it has replaced.
    var reuseWindow: Duration?

    /// How long to wait before tokens that could not be written are written again.
    static let pauseBetweenWrites: Duration = .seconds(60)

    /// The uptime of the next event, or `nil` where nothing is to come.
    ///
    /// - Parameters:
    ///   - held: What the manager knows.
    ///   - cooldown: The end of the pause after failures, as an uptime.
    ///   - hasUnsaved: Whether there are tokens in memory that the store did not take.
    ///   - time: The clock.
    ///   - fraction: A random number from 0 to 1, so that a fleet does not ask in step.
    func next(
        _ held: HeldSession?,
        cooldown: Duration?,
        hasUnsaved: Bool = false,
        at time: any TimeSource,
        fraction: Double
    ) -> Duration? {
        let (uptime, wall) = (time.uptime, time.wall)
        var events: [Duration] = []
        if let session = held?.session(at: time), let lifetime = session.lifetime {
            let end = uptime + lifetime.remaining(at: time)
            if let token = session.refreshToken {
                let isPutOff =
                    RefreshRepetition(
                        of: Fingerprint(of: token),
                        after: held?.record?.refreshIntent,
                        window: reuseWindow,
                        hasLivingToken: session.isAlive(at: time),
                        now: wall
                    ) == .putOff
                let leeway = isPutOff ? .zero : refreshPolicy.needed(of: lifetime, minimum: nil)
                // Up to half the leeway earlier: never later, the leeway is what callers rely on.
                events.append(max(end - leeway * (1 + 0.5 * fraction), cooldown ?? .zero))
            }
            // Then the state is another one, whatever became of the refresh.
            if end > uptime { events.append(end) }
        }
        if hasUnsaved { events.append(uptime + Self.pauseBetweenWrites) }
        for item in held?.record?.outbox ?? [] {
            events.append(uptime + .seconds(max(0, item.notBefore?.timeIntervalSince(wall) ?? 0)))
        }
        if let journal = held?.record?.migration {
            if journal.step == .deferred, let retryAt = journal.retryAt {
                events.append(uptime + .seconds(max(0, retryAt.timeIntervalSince(wall))))
            }
            if let closes = journal.windowClosesAt {
                events.append(uptime + .seconds(max(0, closes.timeIntervalSince(wall))))
            }
        }
        return events.min()
    }
}

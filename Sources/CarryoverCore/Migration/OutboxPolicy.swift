import FoundationEssentials

/// Decides what to do with each queued revocation.
struct OutboxPolicy: Sendable {
    enum Decision: Equatable {
        /// Not yet.
        case wait
        case revoke
        /// It would end the session that is in use.
        case dropDangerous
        /// It has been tried for too long.
        case dropAbandoned
    }

    let backOff = BackOff(first: .seconds(30), longest: .seconds(6 * 3600))
    let abandonsAfter: Duration
    var urgency = OutboxUrgency.whenDue

    func decision(on item: PendingRevocation, session: Session?, now: Date) -> Decision {
        if item.endangers(session) { return .dropDangerous }
        let age = now.timeIntervalSince(item.enqueuedAt)
        if item.attempts > 0, age > abandonsAfter.inSeconds { return .dropAbandoned }
        if let notBefore = item.notBefore {
            // A wall clock that was set back must not keep an item waiting for longer than it was told to.
            let longest = max(backOff.longest.inSeconds, notBefore.timeIntervalSince(item.enqueuedAt))
            let left = notBefore.timeIntervalSince(now)
            if left > 0, left <= longest, !overrides(item, left: left) { return .wait }
        }
        return .revoke
    }

    /// Whether an item that failed before is tried although its back-off has not passed.
    private func overrides(_ item: PendingRevocation, left: TimeInterval) -> Bool {
        guard item.attempts > 0 else { return false }
        return switch urgency {
        case .whenDue: false
        // Longer than the back-off itself means that the server asked for it.
        case .atLaunch:
            item.attempts <= 2 && left <= backOff.ceiling(afterFailures: item.attempts).inSeconds
        case .atOnce: true
        }
    }
}

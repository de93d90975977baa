import Carryover
import FoundationEssentials

extension WatchView {
    /// Takes an event in.
    mutating func take(_ event: SessionEvent, clock: String) {
        if case .state(let newState) = event {
            state = newState.name
            return
        }
        guard let text = EventText.line(event) else { return }
        add(Entry(clock: clock, text: text, ink: Self.ink(of: event)))
    }

    mutating func begin(_ request: Request) { requests.append(request) }

    mutating func end(_ id: Int, _ text: String, isGood: Bool, clock: String) {
        let began = requests.first { $0.id == id }?.began
        requests.removeAll { $0.id == id }
        let seconds = began.map { ", \(StoryTime.text(uptime - $0)) s" } ?? ""
        add(Entry(clock: clock, text: text + seconds, ink: isGood ? .faint : .warning))
    }

    /// Takes in what the store and the lock were seen to be.
    mutating func take(_ status: SessionStatus, lockHolder: Int?, ownProcess: Int) {
        provider = status.provider
        subject = status.subject
        issuer = status.issuer
        generation = status.generation
        isRefreshable = status.isRefreshable
        store =
            "\(status.store.backend.rawValue), \(status.store.state.rawValue), "
            + "protected by \(status.store.protection.rawValue)"
        storeDetail = status.store.detail.map(short)
        isStoreReady = status.store.state == .ready
        self.lockHolder = lockHolder
        isLockOurs = lockHolder == ownProcess
        migration = status.migrationStep.rawValue + (status.migratedFrom.map { ", from \($0)" } ?? "")
        if let retryAt = status.retryAt { migration += ", again at \(RFC3339.text(retryAt))" }
        lastError = status.lastError
        pendingRevocations = status.pendingRevocations
        rollout = "\(status.strategy.rawValue), \(status.cohort.rawValue)"
    }

    /// Takes in where the session stands at this moment.
    mutating func take(_ present: SessionState, policy: RefreshPolicy, time: any TimeSource) {
        state = present.name
        uptime = time.uptime.inSeconds
        (token, refresh, expiry) = (nil, nil, nil)
        guard let session = present.session else { return }
        if !session.accessToken.isEmpty { token = Fingerprint(of: session.accessToken).description }
        guard let lifetime = session.lifetime else { return }
        let (left, total) = (lifetime.remaining(at: time).inSeconds, lifetime.duration.inSeconds)
        expiry = Countdown(left: max(0, left), total: total)
        guard session.refreshToken != nil else { return }
        let leeway = policy.leeway(for: lifetime).inSeconds
        refresh = Countdown(left: max(0, left - leeway), total: total - leeway)
    }

    private static func ink(of event: SessionEvent) -> Ink {
        switch event {
        case .sessionRestored, .sessionVerified, .legacyRevoked: .good
        case .migrationExchanged, .sessionStored, .sessionRefreshed: .new
        case .legacyDetected, .legacyRefreshed, .legacyErased: .old
        case .legacyPassedOver, .migrationDeferred, .legacyRevocationDeferred, .legacyRevocationAbandoned,
            .migrationRolledBack:
            .warning
        case .legacyUnreadable, .legacyErasureFailed, .migrationRejected, .sessionEnded, .persistenceDegraded:
            .bad
        case .state, .storeOpened, .userIdentified, .migrationStarted: .plain
        }
    }
}

import CarryoverCore
import FoundationEssentials

/// Decides when keys are fetched and for how long they are good.
///
/// It fetches nothing itself.
struct KeyCacheMachine: Sendable {
    enum Step: Sendable {
        /// Verify with this key.
        case use(VerificationKey)
        /// Fetch the keys, then ask ``KeyCacheMachine/key(for:at:)``.
        case fetch
        /// Wait for the fetch that is under way, then ask ``KeyCacheMachine/key(for:at:)``.
        case wait
        /// There is nothing to wait for.
        case refuse(VerificationError)
    }

    let policy: KeyCachePolicy
    private var keys: VerificationKeys?
    /// When the fetch began that brought the keys.
    private var fetchedAt = Date.distantPast
    private var askedAt: Date?
    private var failures = 0
    private var lastFailure: VerificationError?
    private(set) var isFetching = false

    init(policy: KeyCachePolicy) {
        self.policy = policy
    }

    /// Begins a verification.
    mutating func step(for id: String?, at now: Date) -> Step {
        keepUp(with: now)
        let mayFetch = !isFetching && askedAt.map { now.timeIntervalSince($0) >= pause.inSeconds } ?? true
        if let keys = usableKeys(at: now) {
            if let key = keys.key(for: id) {
                // Who comes while a fetch is under way need not wait for it: that may take its time.
                let isDue = now.timeIntervalSince(fetchedAt) > policy.maximumAge.inSeconds
                return isDue && mayFetch ? fetch(at: now) : .use(key)
            }
            // No other set would make it clear which of several keys is meant.
            if id == nil { return .refuse(.unknownKey) }
        }
        if isFetching { return .wait }
        if mayFetch { return fetch(at: now) }
        return .refuse(failure(at: now))
    }

    /// Ends a fetch.
    ///
    /// Keys that are there stay where it failed.
    mutating func land(_ result: Result<VerificationKeys, VerificationError>) {
        isFetching = false
        switch result {
        case .success(let fresh):
            keys = fresh
            fetchedAt = askedAt ?? .distantPast
            failures = 0
            lastFailure = nil
        case .failure(let error):
            failures += 1
            lastFailure = error
        }
    }

    /// Ends a verification that had to wait.
    func key(for id: String?, at now: Date) throws(VerificationError) -> VerificationKey {
        guard let key = usableKeys(at: now)?.key(for: id) else { throw failure(at: now) }
        return key
    }

    private mutating func fetch(at now: Date) -> Step {
        isFetching = true
        askedAt = now
        return .fetch
    }

    private var pause: Duration {
        guard failures > 0 else { return policy.minimumInterval }
        return BackOff(first: .seconds(1), longest: policy.minimumInterval).ceiling(afterFailures: failures)
    }

    private func usableKeys(at now: Date) -> VerificationKeys? {
        let limit = max(policy.maximumStaleness, policy.maximumAge)
        return now.timeIntervalSince(fetchedAt) <= limit.inSeconds ? keys : nil
    }

    private func failure(at now: Date) -> VerificationError {
        if usableKeys(at: now) != nil { return .unknownKey }
        return lastFailure ?? VerificationError(.keysUnavailable, "the provider's keys are too old")
    }

    /// A clock that was set back must neither make keys immortal nor keep them from being fetched.
    private mutating func keepUp(with now: Date) {
        fetchedAt = min(fetchedAt, now)
        askedAt = askedAt.map { min($0, now) }
    }
}

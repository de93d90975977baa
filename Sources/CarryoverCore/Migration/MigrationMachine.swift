/// Decides, step by step, how one attempt at a migration goes on.
///
/// It knows no clock, no network and no store.
///
/// Each input is what the last action came to; each answer is the next action. An attempt ends with
/// ``Action/finish(_:)``.
package struct MigrationMachine: Sendable {
    /// What is known when an attempt begins.
    package struct Facts: Sendable {
        /// Whether the legacy access token has expired, or is about to.
        package var isStale: Bool
        /// Whether the token is past its expiry, so that nobody will take it.
        package var isExpired: Bool
        /// Whether there is a refresh token and somewhere to spend it.
        package var canRefresh: Bool

        package init(isStale: Bool, isExpired: Bool, canRefresh: Bool) {
            self.isStale = isStale
            self.isExpired = isExpired
            self.canRefresh = canRefresh
        }
    }

    package enum Action: Sendable, Equatable {
        /// Refresh at the old provider, and put the rotated credential back durably.
        case refreshLegacy
        /// Write down that the exchange begins.
        case note
        /// Ask the new provider.
        case exchange
        /// Wait, then continue with ``MigrationMachine/waited()``.
        case wait(Duration)
        /// Write the session and the outbox in one go, and read it back.
        case store
        /// End this attempt.
        case finish(Ending)
    }

    package enum Ending: Sendable, Equatable {
        case migrated
        case deferred(code: String, retryAfter: Duration?)
        case rejected(code: String)
    }

    private enum Step {
        case refreshing, exchanging
    }

    private let facts: Facts
    private let budget: Duration
    private let backOff: BackOff
    private var failures = 0
    /// One refresh is all that an attempt gets.
    private var canRefresh: Bool
    private var isRefused = false
    private var step: Step = .exchanging

    /// - Parameters:
    ///   - facts: What is known.
    ///   - budget: How long the attempt may last, waits included.
    ///   - backOff: The waits within it.
    package init(facts: Facts, budget: Duration, backOff: BackOff) {
        self.facts = facts
        self.budget = budget
        self.backOff = backOff
        canRefresh = facts.canRefresh
    }

    package mutating func begin() -> Action {
        facts.isStale && canRefresh ? refresh() : .note
    }

    package mutating func legacyRefreshed() -> Action {
        canRefresh = false
        return .note
    }

    /// - Parameters:
    ///   - error: What the old provider said.
    ///   - elapsed: How long this attempt has lasted.
    ///   - fraction: A random number from 0 to 1.
    package mutating func legacyRefreshFailed(
        _ error: ProviderError,
        elapsed: Duration,
        fraction: Double
    ) -> Action {
        if error.kind != .transient { canRefresh = false }
        // A token that still lives may be good enough, whatever the old provider says. Where its answer was lost, asking
        // once more could end the token that lives.
        if !facts.isExpired, !isRefused {
            failures += 1
            return .note
        }
        switch error.kind {
        case .refused: return .finish(.rejected(code: error.code))
        case .transient: return retry(error, elapsed: elapsed, fraction: fraction)
        case .configuration, .notProvisioned:
            return .finish(.deferred(code: error.code, retryAfter: error.retryAfter))
        }
    }

    package func noted() -> Action { .exchange }

    package func exchanged() -> Action { .store }

    package mutating func exchangeFailed(
        _ error: ProviderError,
        elapsed: Duration,
        fraction: Double
    ) -> Action {
        step = .exchanging
        switch error.kind {
        case .transient: return retry(error, elapsed: elapsed, fraction: fraction)
        case .configuration, .notProvisioned:
            return .finish(.deferred(code: error.code, retryAfter: error.retryAfter))
        case .refused:
            isRefused = true
            // The access token may simply be too old: one fresh one, one more try.
            return canRefresh ? refresh() : .finish(.rejected(code: error.code))
        }
    }

    package func waited() -> Action {
        switch step {
        case .refreshing: .refreshLegacy
        case .exchanging: .exchange
        }
    }

    package func stored() -> Action { .finish(.migrated) }

    private mutating func refresh() -> Action {
        step = .refreshing
        return .refreshLegacy
    }

    private mutating func retry(_ error: ProviderError, elapsed: Duration, fraction: Double) -> Action {
        failures += 1
        // A refresh token that may be spent already is sent once more, and not over and over.
        if step == .refreshing, error.mayHaveArrived, failures > 1 {
            return .finish(.deferred(code: error.code, retryAfter: error.retryAfter))
        }
        let wait = backOff.wait(afterFailures: failures, retryAfter: error.retryAfter, fraction: fraction)
        guard elapsed + wait < budget else {
            return .finish(.deferred(code: error.code, retryAfter: error.retryAfter))
        }
        return .wait(wait)
    }
}

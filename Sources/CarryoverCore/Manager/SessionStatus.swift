public import FoundationEssentials

/// Where things stand, for `status`, for a support engineer and for an app's about box; nothing in it is secret.
public struct SessionStatus: Sendable {
    /// The word for the state; see ``SessionState/name``.
    public var state: String
    /// The new provider's kind.
    public var provider: String
    /// Who issued the session in use.
    public var issuer: String?
    /// Whose session it is.
    public var subject: String?
    /// When the access token expires.
    public var accessTokenExpiresAt: Date?
    /// Whether there is a refresh token.
    public var isRefreshable: Bool
    /// The version of the record.
    public var generation: UInt64
    /// The store in use.
    public var store: StoreDescription
    /// How far the migration came.
    public var migrationStep: MigrationStep
    /// The issuer that the migration came from.
    public var migratedFrom: String?
    /// When the new session was stored.
    public var migratedAt: Date?
    /// The code of the last failure.
    public var lastError: String?
    /// When a deferred migration is tried again.
    public var retryAt: Date?
    /// How many credentials still have to be revoked.
    public var pendingRevocations: Int
    /// The rollout's strategy.
    public var strategy: Rollout.Strategy
    /// Which session this installation uses.
    public var cohort: RolloutCohort
}

extension SessionManager {
    /// Looks at the store and the legacy sources; asks nobody, changes nothing, unlocks nothing.
    public func status() async -> SessionStatus { await Silences.remembered { await look() } }

    private func look() async -> SessionStatus {
        // Side by side: a keyring that does not answer is waited for once.
        async let description = configuration.store.describe()
        let reading = await keeper.peek()
        var store = await description
        let held: HeldSession
        var state: SessionState?
        switch reading {
        case .failure(let failure):
            held = HeldSession(record: nil)
            state = .unavailable(failure)
            store.state = failure.state
            store.detail = failure.error.description
        case .record(let record):
            held = HeldSession(
                record: record,
                search: record.session == nil ? await configuration.search.look(record) : .init()
            )
        case .absent: held = HeldSession(record: nil, search: await configuration.search.look(nil))
        }
        let time = configuration.time
        let present = state ?? held.state(at: time)
        let session = held.session(at: time)
        let journal = held.record?.migration ?? MigrationJournal()
        let isFound = journal.step == .none && held.legacy != nil
        let isFresh =
            held.legacy.map { legacy in journal.mark?.overlaps(legacy.credential.mark) != true } ?? false
        let step: MigrationStep =
            isFound || (isFresh && journal.step != .rolledBack) ? .detected : journal.step
        return SessionStatus(
            state: present.name,
            provider: configuration.provider.kind,
            issuer: session?.issuer,
            subject: session?.subject,
            accessTokenExpiresAt: session?.expiresAt,
            isRefreshable: session?.refreshToken != nil,
            generation: held.record?.generation ?? 0,
            store: store,
            migrationStep: step,
            migratedFrom: journal.fromIssuer ?? held.legacy?.credential.effectiveIssuer,
            migratedAt: journal.migratedAt,
            lastError: journal.lastError ?? held.record?.ending?.code,
            retryAt: journal.retryAt,
            pendingRevocations: held.record?.outbox.count ?? 0,
            strategy: configuration.rollout.strategy,
            cohort: cohort(of: held)
        )
    }

    private func cohort(of held: HeldSession) -> RolloutCohort {
        if held.record?.session != nil { return .new }
        if held.record?.migration.step == .rolledBack { return .legacy }
        let known = held.record?.rollout ?? RolloutRecord()
        if configuration.rollout.strategy == .rolling, configuration.rolloutDecision != nil {
            return known.campaign == configuration.rollout.campaign ? known.cohort ?? .legacy : .legacy
        }
        return configuration.rollout.cohort(of: known)
    }

    /// What the legacy sources hold, and what each find is good for.
    package func legacyFindings() async -> LegacySearchResult {
        await Silences.remembered {
            if case .record(let record) = await keeper.read() {
                return await configuration.search.look(record)
            }
            return await configuration.search.look(nil)
        }
    }
}

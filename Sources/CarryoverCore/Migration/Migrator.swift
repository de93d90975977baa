import FoundationEssentials
import Logging

/// Carries out one attempt at a migration, action by action, as the machine decides.
///
/// The caller holds the flight lock and has read the record under it.
struct Migrator: Sendable {
    let configuration: ManagerConfiguration
    let keeper: RecordKeeper
    let emit: @Sendable (SessionEvent) -> Void

    /// What an attempt came to.
    enum Outcome: Sendable {
        case migrated(SessionRecord)
        case deferred(SessionRecord, code: String)
        case rejected(SessionRecord, code: String)
        /// The store failed; the legacy credential is where it was.
        case storeFailed(StoreError)
        /// Somebody else decided meanwhile; the record tells what.
        case superseded
    }

    private struct Attempt {
        var credential: LegacyCredential
        let candidate: LegacyCandidate
        let others: [CredentialMark]
        let epoch: UInt64
        let startedAt: Duration
        var key = ""
        var session: Session?
        var ending: Outcome?

        /// What the credential was recognised by before this attempt refreshed it.
        var earlierMarks: [CredentialMark] {
            let (entry, found) = (candidate.entry.credential.mark, candidate.credential.mark)
            return (entry == found ? [entry] : [entry, found]).filter { $0 != credential.mark }
        }
    }

    /// - Parameters:
    ///   - candidate: The login to migrate.
    ///   - others: The logins of other accounts beside it.
    ///   - epoch: The record's epoch when it was read under the lock.
    ///   - intent: The note of an earlier refresh of which no answer came.
    func run(
        _ candidate: LegacyCandidate,
        beside others: [CredentialMark],
        epoch: UInt64,
        intent: RefreshIntent? = nil
    ) async -> Outcome {
        let time = configuration.time
        var attempt = Attempt(
            credential: candidate.credential,
            candidate: candidate,
            others: others,
            epoch: epoch,
            startedAt: time.uptime
        )
        var machine = MigrationMachine(
            facts: facts(about: attempt.credential, intent),
            budget: configuration.migrationPolicy.budget,
            backOff: configuration.migrationPolicy.retries
        )
        var action = machine.begin()
        while true {
            switch action {
            case .refreshLegacy:
                switch await refreshLegacy(&attempt) {
                case .success: action = machine.legacyRefreshed()
                case .failure(let error):
                    action = machine.legacyRefreshFailed(
                        error,
                        elapsed: time.uptime - attempt.startedAt,
                        fraction: configuration.random()
                    )
                case nil: break
                }
            case .note:
                await note(&attempt)
                action = machine.noted()
            case .exchange:
                do {
                    attempt.session = try await configuration.provider.exchange(
                        attempt.credential,
                        idempotencyKey: attempt.key,
                        in: configuration.context(within: left(attempt))
                    )
                    emit(.migrationExchanged)
                    action = machine.exchanged()
                    if let session = attempt.session,
                        configuration.identityRule.isViolated(by: session, from: attempt.credential)
                    {
                        action = .finish(.rejected(code: "identity-mismatch"))
                    }
                } catch {
                    configuration.logger.debug(
                        "exchange failed",
                        metadata: ["code": "\(error.code)", "kind": "\(error.kind.rawValue)"]
                    )
                    action = machine.exchangeFailed(
                        error,
                        elapsed: time.uptime - attempt.startedAt,
                        fraction: configuration.random()
                    )
                }
            case .wait(let duration):
                do {
                    try await time.sleep(until: time.uptime + duration, tolerance: duration / 10)
                    action = machine.waited()
                } catch {
                    action = .finish(.deferred(code: "cancelled", retryAfter: nil))
                }
            case .store:
                await store(&attempt)
                action = machine.stored()
            case .finish(let ending):
                if let outcome = attempt.ending { return outcome }
                return await conclude(ending, attempt)
            }
            if let outcome = attempt.ending { return outcome }
        }
    }

    private func left(_ attempt: Attempt) -> Duration {
        attempt.startedAt + configuration.migrationPolicy.budget - configuration.time.uptime
    }

    private func facts(
        about credential: LegacyCredential,
        _ intent: RefreshIntent?
    ) -> MigrationMachine.Facts {
        let left = credential.effectiveExpiry.map { $0.timeIntervalSince(configuration.time.wall) }
        let isExpired = credential.accessToken == nil || left.map { $0 <= 0 } ?? false
        // A refresh token that may be spent is not sent again while there is an access token to offer.
        let isSpent = credential.refreshToken.map { Fingerprint(of: $0) == intent?.token } ?? false
        return MigrationMachine.Facts(
            isStale: isExpired
                || (!isSpent && left.map { $0 <= configuration.migrationPolicy.leeway.inSeconds } ?? false),
            isExpired: isExpired,
            canRefresh: credential.refreshToken != nil && configuration.legacyProvider.refresh != nil
        )
    }

    /// Refreshes at the old provider.
    ///
    /// `nil` means that the attempt has ended with its own outcome.
    private func refreshLegacy(_ attempt: inout Attempt) async -> Result<Void, ProviderError>? {
        let keeper = LegacyKeeper(configuration: configuration, keeper: keeper, emit: emit)
        let outcome = await keeper.refresh(
            attempt.credential,
            candidate: attempt.candidate,
            epoch: attempt.epoch
        )
        switch outcome {
        case .refreshed(let credential):
            attempt.credential = credential
            return .success(())
        case .failed(let error): return .failure(error)
        case .storeFailed(let error):
            attempt.ending = .storeFailed(error)
            return nil
        case .superseded:
            attempt.ending = .superseded
            return nil
        }
    }

    /// Notes the key before it is first sent.
    ///
    /// The same login keeps the key that an earlier start noted.
    private func note(_ attempt: inout Attempt) async {
        let mark = attempt.credential.mark
        let issuer = attempt.credential.effectiveIssuer
        let now = configuration.time.wall
        let (epoch, newKey) = (attempt.epoch, configuration.makeID())
        let rollout = configuration.rollout
        let earlier = attempt.earlierMarks
        let token = attempt.credential.refreshToken.map { Fingerprint(of: $0) }
        do {
            let outcome = try await keeper.update { record -> RecordKeeper.Decision<String?> in
                guard record.epoch == epoch, record.session == nil else { return .decline(nil) }
                let isSame = record.migration.isAbout([mark] + earlier)
                let key = isSame ? record.migration.idempotencyKey ?? newKey : newKey
                let isNoted = isSame && record.migration.step == .exchanging && record.migration.mark == mark
                let isComplete = earlier.allSatisfy { record.migration.replaced.contains($0) }
                // A refresh of which no answer came is still remembered, while it is about this login.
                if record.refreshIntent?.token != token { record.refreshIntent = nil }
                if isNoted, isComplete { return .decline(key) }
                if !isSame { record.migration = record.migration.begunAnew }
                record.migration.replace(earlier)
                record.migration.step = .exchanging
                record.migration.idempotencyKey = key
                record.migration.mark = mark
                record.migration.fromIssuer = issuer
                record.migration.startedAt = record.migration.startedAt ?? now
                record.migration.retryAt = nil
                if rollout.strategy == .rolling {
                    // The server may have the new session from here on: a smaller share does not take that back.
                    record.rollout.campaign = rollout.campaign
                    record.rollout.cohort = .new
                }
                return .write(key)
            }
            switch outcome {
            case .written(_, let key), .declined(let key):
                guard let key else { return attempt.ending = .superseded }
                if attempt.key.isEmpty { emit(.migrationStarted(idempotencyKey: key)) }
                attempt.key = key
            }
        } catch {
            attempt.ending = .storeFailed(error)
        }
    }

    /// The one write that holds the new session and the credential to revoke.
    private func store(_ attempt: inout Attempt) async {
        guard let session = attempt.session else { return }
        let (epoch, credential, now) = (attempt.epoch, attempt.credential, configuration.time.wall)
        let others = attempt.others
        let (id, window) = (configuration.makeID(), configuration.rollout.rollbackWindow)
        let revokes =
            configuration.migrationPolicy.revokesLegacy && configuration.legacyProvider.revocation != nil
        let (kind, campaign) = (configuration.provider.kind, configuration.rollout.campaign)
        do {
            let outcome = try await keeper.update(isCrucial: true) { record -> RecordKeeper.Decision<Bool> in
                guard record.epoch == epoch, record.session == nil else {
                    // The user signed out meanwhile: the session that came too late has to end as well.
                    record.outbox.append(
                        PendingRevocation(id: id, target: .session(session), enqueuedAt: now)
                    )
                    return .write(false)
                }
                record.epoch += 1
                record.providerKind = kind
                record.session = session
                record.ending = nil
                record.migration.step = .stored
                record.migration.mark = credential.mark
                record.migration.migratedAt = now
                record.migration.attempts = 0
                record.migration.lastError = nil
                record.migration.retryAt = nil
                record.migration.isErased = false
                let closes = window > .zero ? now.addingTimeInterval(window.inSeconds) : nil
                record.migration.windowClosesAt = closes
                if revokes {
                    record.outbox.append(
                        PendingRevocation(
                            id: id,
                            target: .legacy(credential),
                            enqueuedAt: now,
                            notBefore: closes
                        )
                    )
                }
                record.passOver(others)
                record.rollout.campaign = campaign
                record.rollout.cohort = .new
                return .write(true)
            }
            guard case .written(let record, true) = outcome else {
                attempt.ending = .superseded
                return
            }
            emit(.sessionStored(generation: record.generation))
            emit(.sessionVerified)
            attempt.ending = .migrated(record)
        } catch {
            attempt.ending = .storeFailed(error)
        }
    }

    private func conclude(_ ending: MigrationMachine.Ending, _ attempt: Attempt) async -> Outcome {
        let (epoch, mark, now) = (attempt.epoch, attempt.credential.mark, configuration.time.wall)
        let (policy, fraction) = (configuration.migrationPolicy, configuration.random())
        let issuer = attempt.credential.effectiveIssuer
        let marks = [mark] + attempt.earlierMarks
        let (stranger, id) = (attempt.session, configuration.makeID())
        let written: RecordKeeper.Outcome<Bool>
        do {
            written = try await keeper.update { record -> RecordKeeper.Decision<Bool> in
                guard record.epoch == epoch, record.session == nil else {
                    guard let stranger else { return .decline(false) }
                    record.outbox.append(
                        PendingRevocation(id: id, target: .session(stranger), enqueuedAt: now)
                    )
                    return .write(false)
                }
                // Another login's key must never be sent with this one.
                if !record.migration.isAbout(marks) {
                    record.migration = record.migration.begunAnew
                }
                record.migration.mark = mark
                record.migration.fromIssuer = issuer
                switch ending {
                case .migrated: return .decline(true)
                case .deferred(let code, let retryAfter):
                    record.migration.attempts += 1
                    let wait = policy.deferral(
                        attempts: record.migration.attempts,
                        retryAfter: retryAfter,
                        fraction: fraction
                    )
                    record.migration.step = .deferred
                    record.migration.lastError = code
                    record.migration.retryAt = now.addingTimeInterval(wait.inSeconds)
                case .rejected(let code):
                    record.migration.step = .rejected
                    record.migration.lastError = code
                    record.migration.retryAt = nil
                    // Copies of it from before the refresh are no better.
                    for mark in marks { record.migration.refuse(mark, at: now) }
                    if let stranger {
                        record.outbox.append(
                            PendingRevocation(id: id, target: .session(stranger), enqueuedAt: now)
                        )
                    }
                    record.refreshIntent = nil
                }
                return .write(true)
            }
        } catch {
            return .storeFailed(error)
        }
        guard case .written(let record, true) = written else { return .superseded }
        switch ending {
        case .migrated: return .superseded
        case .deferred(let code, _):
            emit(.migrationDeferred(reason: code, retryAt: record.migration.retryAt))
            return .deferred(record, code: code)
        case .rejected(let code):
            emit(.migrationRejected(code: code))
            return .rejected(record, code: code)
        }
    }
}

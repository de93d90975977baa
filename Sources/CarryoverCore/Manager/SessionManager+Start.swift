import FoundationEssentials
import Synchronization

extension SessionManager {
    /// How long the work after a stored session may take at a launch: erasing, revoking.
    private static let retirementLimit: Duration = .seconds(5)

    /// One launch: see ``start(retryingNow:)``.
    func launch(retryingNow: Bool) async -> StartReport {
        if unsaved != nil { await writeUnsaved() }
        let reading = await keeper.read()
        emit(.storeOpened(await configuration.store.describe()))
        switch reading {
        case .failure(let failure): return unavailable(failure)
        case .record(let record) where record.session != nil:
            return await restore(record, retryingNow: retryingNow)
        case .record, .absent: return await launchWithoutSession(retryingNow: retryingNow)
        }
    }

    private func unavailable(_ failure: StoreReadingFailure) -> StartReport {
        adopt(failure)
        return StartReport(state: current, problem: .storage(failure.error))
    }

    // MARK: With a session

    private func restore(_ record: SessionRecord, retryingNow: Bool) async -> StartReport {
        adopt(HeldSession(record: record))
        emit(.sessionRestored)
        if record.migration.isUnfinished || !record.outbox.isEmpty {
            await retire(retryingNow ? .atOnce : .atLaunch)
        }
        return await refreshIfDue()
    }

    /// Refreshes a restored session that needs it, and says what came of it.
    private func refreshIfDue() async -> StartReport {
        guard let session = held?.session(at: configuration.time),
            configuration.refreshPolicy.isDue(session, at: configuration.time)
        else { return StartReport(state: current) }
        guard session.refreshToken != nil else {
            if case .active = current { return StartReport(state: current) }
            return StartReport(state: current, problem: .notRefreshable)
        }
        do {
            _ = try await refreshed()
            return StartReport(state: current)
        } catch {
            if case .active = current, error.code == .transient { return StartReport(state: current) }
            return StartReport(state: current, problem: error)
        }
    }

    /// Erases and revokes what is due, if no other process is at it.
    ///
    /// - Parameters:
    ///   - urgency: Whether revocations are tried whose back-off has not passed yet.
    ///   - patience: How long to wait for another process that is at work.
    func retire(_ urgency: OutboxUrgency, patience: Duration = .zero) async {
        guard let lease = try? await lock(patience) else { return }
        defer { unlock(lease) }
        await saveUnsaved()
        guard case .record(let record) = await keeper.read() else { return }
        adopt(HeldSession(record: await retire(record, search: nil, urgency)))
    }

    /// The part of a migration that follows the durable session.
    ///
    /// The caller holds the lock.
    private func retire(
        _ record: SessionRecord,
        search: LegacySearchResult?,
        _ urgency: OutboxUrgency
    ) async -> SessionRecord {
        let now = configuration.time.wall
        var record = await restartWindow(of: record)
        let isWindowOpen = record.migration.windowClosesAt.map { $0 > now } ?? false
        if record.migration.isUnfinished, !isWindowOpen, !record.migration.isErased {
            let found: LegacySearchResult
            if let search { found = search } else { found = await configuration.search.look(record) }
            let retirement = LegacyRetirement(configuration: configuration, emit: emit)
            if await retirement.erase(record.legacyMarks, in: found) { record = await noteErasure(record) }
        }
        guard !record.outbox.isEmpty else { return record }
        let worker = OutboxWorker(configuration: configuration, keeper: keeper, emit: emit)
        return await worker.workOff(record, limit: Self.retirementLimit, urgency: urgency)
    }

    private func restartWindow(of record: SessionRecord) async -> SessionRecord {
        let now = configuration.time.wall
        var restarted = record
        guard restarted.restartWindow(at: now) else { return record }
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            record.restartWindow(at: now) ? .write(()) : .decline(())
        }
        if case .written(let updated, _) = outcome { return updated }
        return restarted
    }

    private func noteErasure(_ record: SessionRecord) async -> SessionRecord {
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            guard record.migration.isUnfinished else { return .decline(()) }
            record.migration.isErased = true
            record.legacy = nil
            record.settleMigration()
            return .write(())
        }
        if case .written(let updated, _) = outcome { return updated }
        return record
    }

    // MARK: Without a session

    private func launchWithoutSession(retryingNow: Bool) async -> StartReport {
        let lease: any FlightLease
        do {
            lease = try await lock(configuration.refreshPolicy.lockPatience)
        } catch {
            return await launchBesideAnother(error)
        }
        defer { unlock(lease) }
        switch await keeper.read() {
        case .failure(let failure): return unavailable(failure)
        case .record(let record) where record.session != nil:
            // Another process was faster.
            adopt(HeldSession(record: record))
            emit(.sessionRestored)
            return StartReport(state: current)
        case .record(let record):
            // A sign-out that was killed may have left the session before it.
            await forgetReplaced()
            return await look(record, retryingNow: retryingNow)
        case .absent: return await look(nil, retryingNow: retryingNow)
        }
    }

    /// Another process holds the lock for too long: what is there is used, and nothing is changed.
    private func launchBesideAnother(_ error: StoreError) async -> StartReport {
        let problem: SessionError =
            error.code == .busy
            ? SessionError(.deferred, "another process is at work on this session", underlying: error)
            : .storage(error)
        switch await keeper.read() {
        case .failure(let failure): return unavailable(failure)
        case .record(let record) where record.session != nil:
            adopt(HeldSession(record: record))
            emit(.sessionRestored)
            return StartReport(state: current)
        case .record(let record):
            adopt(HeldSession(record: record, search: await configuration.search.look(record)))
        case .absent: adopt(HeldSession(record: nil, search: await configuration.search.look(nil)))
        }
        return StartReport(state: current, problem: problem)
    }

    private func look(_ record: SessionRecord?, retryingNow: Bool) async -> StartReport {
        let result = await configuration.search.look(record)
        tell(result)
        var record = record
        if let present = record, let ending = present.ending, ending.reason != .rejected {
            let ended = await endUnseen(present, result)
            // Where the process was killed before it could erase.
            _ = await LegacyRetirement(configuration: configuration, emit: emit).erase(
                ended.ending?.marks ?? [],
                in: result
            )
            record = ended
        }
        if let outbox = record?.outbox, !outbox.isEmpty, let present = record {
            // A session that was ended here may still have to be ended there.
            record = await retire(present, search: result, retryingNow ? .atOnce : .atLaunch)
        }
        guard let candidate = result.chosen else {
            if let opened = await openSession(record) { return opened }
            adopt(HeldSession(record: record, search: result))
            return StartReport(state: current, problem: unusable(because: result))
        }
        emit(
            .legacyDetected(
                kind: candidate.kind,
                place: candidate.entry.place,
                issuer: candidate.credential.effectiveIssuer
            )
        )
        if configuration.rollout.strategy == .rolling, record?.rollout.installationID == nil {
            do {
                record = try await assignInstallation()
            } catch {
                return storeFailed(error, record, result)
            }
        }
        if configuration.rollout.strategy == .allAtOnce { return await cutOver(record, result) }
        let isRolledBack = record?.migration.step == .rolledBack && !retryingNow
        let cohort: RolloutCohort
        do {
            (record, cohort) = try await decideCohort(record)
        } catch {
            return storeFailed(error, record, result)
        }
        if cohort == .legacy || isRolledBack {
            return await useLegacy(record, result)
        }
        if let doubt = candidate.doubt {
            emit(.migrationDeferred(reason: "unreadable-source", retryAt: nil))
            adopt(HeldSession(record: record, search: result))
            return StartReport(state: current, problem: .unseen(doubt))
        }
        if !retryingNow, let wait = deferral(record, candidate) {
            emit(.migrationDeferred(reason: wait.reason, retryAt: wait.until))
            adopt(HeldSession(record: record, search: result))
            return StartReport(state: current, problem: deferred(wait.reason))
        }
        return await migrate(candidate, record, result)
    }

    /// Ends what nobody could see when the session was ended.
    ///
    /// A failed write only means that the next start does it.
    private func endUnseen(_ record: SessionRecord, _ result: LegacySearchResult) async -> SessionRecord {
        guard record.ending?.unseen.isEmpty == false else { return record }
        let (id, now) = (configuration.makeID(), configuration.time.wall)
        let revokes = configuration.legacyProvider.revocation != nil
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            record.endUnseen(in: result, id: id, at: now, revokes: revokes) ? .write(()) : .decline(())
        }
        if case .written(let updated, _) = outcome { return updated }
        return record
    }

    /// Why a migration is not tried now, where its time has not come.
    ///
    /// A different credential waits for nothing.
    private func deferral(_ record: SessionRecord?, _ candidate: LegacyCandidate) -> (
        reason: String, until: Date
    )? {
        guard let journal = record?.migration, journal.step == .deferred, let until = journal.retryAt,
            journal.isAbout([candidate.credential.mark])
        else { return nil }
        let wait = until.timeIntervalSince(configuration.time.wall)
        // A clock that was set back must not turn a minute into a year.
        guard wait > 0, wait <= configuration.migrationPolicy.longestDeferral.inSeconds else { return nil }
        return (journal.lastError ?? "unknown", until)
    }

    private func migrate(
        _ candidate: LegacyCandidate,
        _ record: SessionRecord?,
        _ result: LegacySearchResult
    ) async -> StartReport {
        var held = HeldSession(record: record, search: result)
        held.isMigrating = true
        adopt(held)
        configuration.transport.prepare()
        let migrator = Migrator(configuration: configuration, keeper: keeper, emit: emit)
        let outcome = await migrator.run(
            candidate,
            beside: result.others,
            epoch: record?.epoch ?? 0,
            intent: record?.refreshIntent
        )
        switch outcome {
        case .migrated(let record):
            adopt(HeldSession(record: record))
            await tellProfile(of: record.session)
            // A rotated credential has taken the old one's place meanwhile, so the places are looked at anew.
            let isRotated = record.migration.mark != candidate.entry.credential.mark
            adopt(HeldSession(record: await retire(record, search: isRotated ? nil : result, .whenDue)))
            return StartReport(state: current)
        case .deferred(let record, let code):
            adopt(HeldSession(record: record, search: await configuration.search.look(record)))
            return StartReport(state: current, problem: deferred(code))
        case .rejected(let rejected, let code):
            // Another person's session, if that is why it was refused, has to end at once.
            let record = rejected.outbox.isEmpty ? rejected : await retire(rejected, search: result, .whenDue)
            adopt(HeldSession(record: record, search: await configuration.search.look(record)))
            return StartReport(
                state: current,
                problem: SessionError(.rejected, "the legacy credential was refused: \(code)")
            )
        case .storeFailed(let error): return storeFailed(error, record, result)
        case .superseded:
            switch await keeper.read() {
            case .failure(let failure): return unavailable(failure)
            case .absent: adopt(HeldSession(record: nil, search: result))
            case .record(let record):
                adopt(HeldSession(record: record, search: await configuration.search.look(record)))
            }
            return StartReport(state: current, problem: current.session == nil ? unusable() : nil)
        }
    }

    private func storeFailed(
        _ error: StoreError,
        _ record: SessionRecord?,
        _ result: LegacySearchResult
    ) -> StartReport {
        adopt(HeldSession(record: record, search: result))
        return StartReport(state: current, problem: .storage(error))
    }

    /// Which session this installation uses, by the bucket or by the app's own decision, whose last answer is kept.
    private func decideCohort(
        _ record: SessionRecord?
    ) async throws(StoreError) -> (SessionRecord?, RolloutCohort) {
        let known = record?.rollout ?? RolloutRecord()
        let rollout = configuration.rollout
        let hasGoneOver = known.campaign == rollout.campaign && known.cohort == .new
        guard rollout.strategy == .rolling, let decision = configuration.rolloutDecision, !hasGoneOver else {
            return (record, rollout.cohort(of: known))
        }
        let last = known.campaign == rollout.campaign ? known.cohort : nil
        guard let answer = await decision.answer(configuration.time) else { return (record, last ?? .legacy) }
        guard answer != last else { return (record, answer) }
        let outcome = try await keeper.update { record -> RecordKeeper.Decision<Void> in
            record.rollout.campaign = rollout.campaign
            record.rollout.cohort = answer
            return .write(())
        }
        guard case .written(let updated, _) = outcome else { return (record, answer) }
        return (updated, answer)
    }

    private func assignInstallation() async throws(StoreError) -> SessionRecord? {
        let id = configuration.makeID()
        let outcome = try await keeper.update { record -> RecordKeeper.Decision<Void> in
            record.rollout.installationID = record.rollout.installationID ?? id
            return .write(())
        }
        guard case .written(let record, _) = outcome else { return nil }
        return record
    }

    /// The legacy session stays in use; it is refreshed here like the new one would be.
    private func useLegacy(_ record: SessionRecord?, _ result: LegacySearchResult) async -> StartReport {
        let held = HeldSession(record: record, search: result)
        adopt(held)
        guard let candidate = held.legacy else { return StartReport(state: current, problem: unusable()) }
        let session = candidate.session(at: configuration.time)
        guard configuration.refreshPolicy.isDue(session, at: configuration.time) else {
            return StartReport(state: current)
        }
        let isAlive = candidate.hasLivingToken(at: configuration.time)
        switch await refreshLegacy(candidate, record, hasLivingToken: isAlive) {
        case .success(let held):
            adopt(held)
            return StartReport(state: current)
        case .failure(let error):
            return StartReport(state: current, problem: isAlive ? nil : error)
        }
    }

    /// Ends the legacy session everywhere and asks for a new sign-in, once.
    private func cutOver(_ record: SessionRecord?, _ result: LegacySearchResult) async -> StartReport {
        do {
            let ended = try await end(.cutover, search: result, isLocal: false)
            adopt(HeldSession(record: ended))
            emit(.sessionEnded(reason: SessionEnding.Reason.cutover.rawValue))
            adopt(HeldSession(record: await eraseAndRevoke(ended, result)))
            return StartReport(state: current, problem: unusable())
        } catch {
            return storeFailed(error, record, result)
        }
    }

    /// Takes every legacy credential of this login out of its place and works off the queue.
    ///
    /// The caller holds the lock.
    func eraseAndRevoke(_ record: SessionRecord, _ result: LegacySearchResult) async -> SessionRecord {
        let retirement = LegacyRetirement(configuration: configuration, emit: emit)
        _ = await retirement.erase(record.ending?.marks ?? [], in: result)
        let worker = OutboxWorker(configuration: configuration, keeper: keeper, emit: emit)
        return await worker.workOff(record, limit: Self.retirementLimit, urgency: .atOnce)
    }
}

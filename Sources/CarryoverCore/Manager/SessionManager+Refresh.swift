import FoundationEssentials
import Synchronization

extension SessionManager {
    /// One refresh, for everybody who waits: under the lock, from the store as it is now, written before it is used.
    func fly(_ demand: FlightDemand, _ refresh: RefreshUnderWay) async -> Result<HeldSession, SessionError> {
        if let error = flights.cooldown.withLock({ $0.error(at: configuration.time.uptime) }) {
            let record = await newestRecord()
            if let held = answer(record, to: demand) { return .success(held) }
            // A session that somebody has stored since does not wait for the sake of the one before it.
            let present =
                record?.session == nil
                ? held?.legacy?.credential.refreshToken : record?.session?.refreshToken
            let token = present.map { Fingerprint(of: $0) }
            if flights.cooldown.withLock({ $0.concerns(token) }) { return .failure(error) }
        }
        let lease: any FlightLease
        do {
            lease = try await lock(patience(for: demand), endedBy: refresh)
        } catch {
            // Nobody may ask now; perhaps somebody else has already stored what is needed, or has signed out.
            let record = await newestRecord()
            if let held = answer(record, to: demand) { return .success(held) }
            if isInOtherHands(record) { return .failure(.superseded) }
            guard error.code == .busy else { return .failure(.storage(error)) }
            return .failure(
                SessionError(.transient, "another process is at work on this session", underlying: error)
            )
        }
        defer { unlock(lease) }
        await saveUnsaved()
        switch await putBack(from: await keeper.read()) {
        case .failure(let failure): return .failure(.storage(failure.error))
        case .absent: return await refreshWithoutSession(nil, demand)
        case .record(let record) where record.session == nil:
            return await refreshWithoutSession(record, demand)
        case .record(let record):
            // Where the store still holds the spent token, only what is in memory can be refreshed.
            let newest = unsaved.flatMap { $0.replaces(record) ? $0 : nil } ?? record
            return await refreshStored(newest, demand, refresh)
        }
    }

    /// Keeps the shared pause: after a failure that may pass, nobody asks for a while.
    ///
    /// - Parameters:
    ///   - result: What the provider's answer came to.
    ///   - token: The refresh token that was to be spent.
    func pace(_ result: Result<HeldSession, SessionError>, of token: Fingerprint? = nil) {
        let (time, fraction) = (configuration.time, configuration.random())
        var (failure, token) = (SessionError?.none, token)
        switch result {
        case .success(let held):
            // A token that is over when it comes would otherwise be asked for again by every caller.
            if let session = held.session(at: time), !session.isAlive(at: time) {
                failure = .expiredOnArrival
                token = session.refreshToken.map { Fingerprint(of: $0) }
            }
        case .failure(let error):
            SessionMetrics.count(error)
            guard error.underlying is ProviderError else { return }
            failure = error
        }
        let (policy, uptime) = (configuration.refreshPolicy.backOff, time.uptime)
        flights.cooldown.withLock { [failure, token] cooldown in
            guard let failure else { return cooldown.succeeded() }
            let retryAfter = (failure.underlying as? ProviderError)?.retryAfter
            cooldown.failed(
                failure,
                of: token,
                retryAfter: retryAfter,
                at: uptime,
                policy: policy,
                fraction: fraction
            )
        }
    }

    /// How long to wait for another process: not long while there is a token that can be handed out meanwhile.
    private func patience(for demand: FlightDemand) -> Duration {
        guard let session = held?.session(at: configuration.time), isUsable(session, for: demand),
            !demand.unwanted.contains(Fingerprint(of: session.accessToken))
        else { return configuration.refreshPolicy.lockPatience }
        return configuration.refreshPolicy.patienceWithLivingToken
    }

    /// The record as it is: what could not be written counts for more than what is stored in its place.
    private func newestRecord() async -> SessionRecord? {
        guard case .record(let record) = await keeper.read() else { return nil }
        return unsaved.flatMap { $0.replaces(record) ? $0 : nil } ?? record
    }

    /// Whether what is stored is not the session any more that this manager has.
    private func isInOtherHands(_ record: SessionRecord?) -> Bool {
        guard let record, let held, let mine = held.record, mine.session != nil else { return false }
        return !record.isInSameHands(as: mine) && HeldSession(record: record).supersedes(held)
    }

    private func answer(_ record: SessionRecord?, to demand: FlightDemand) -> HeldSession? {
        guard let record, let session = record.session, isGood(session, for: demand) else { return nil }
        return HeldSession(record: record)
    }

    /// Whether a session is what everybody on board waits for.
    func isGood(_ session: Session, for demand: FlightDemand) -> Bool {
        !demand.unwanted.contains(Fingerprint(of: session.accessToken))
            && !configuration.refreshPolicy.isDue(session, minimum: demand.minimum, at: configuration.time)
    }

    /// Whether a session's access token can be handed out, be it due or not.
    func isUsable(_ session: Session, for demand: FlightDemand) -> Bool {
        session.isAlive(at: configuration.time)
            && !demand.refused.contains(Fingerprint(of: session.accessToken))
    }

    // MARK: The new session

    private func refreshStored(
        _ record: SessionRecord,
        _ demand: FlightDemand,
        _ refresh: RefreshUnderWay
    ) async -> Result<HeldSession, SessionError> {
        guard let session = record.session else { return .failure(unusable()) }
        // Whatever comes of the refresh: it is this session's, and not that of who was signed in before.
        if isInOtherHands(record) { adopt(HeldSession(record: record)) }
        if isGood(session, for: demand) { return .success(HeldSession(record: record)) }
        guard let token = session.refreshToken else { return .failure(.notRefreshable) }
        let (fingerprint, now) = (Fingerprint(of: token), configuration.time.wall)
        if let error = pause(record.pause, of: fingerprint) { return .failure(error) }
        let repetition = RefreshRepetition(
            of: fingerprint,
            after: intent(for: fingerprint, in: record),
            window: configuration.provider.reuseWindow,
            hasLivingToken: isUsable(session, for: demand),
            now: now
        )
        var noted = record
        switch repetition {
        case .putOff:
            adopt(HeldSession(record: record))
            return .failure(.answerLost)
        case .again: break
        case .first:
            configuration.transport.prepare()
            do {
                let intent = RefreshIntent(token: fingerprint, startedAt: now)
                guard let written = try await note(intent, in: record) else { return .failure(.superseded) }
                noted = written
            } catch {
                // Where the stored tokens are spent anyway, there is nothing that a note in the store could save.
                if unsaved?.replaces(record) != true { return .failure(.storage(error)) }
                flights.unwrittenIntent.withLock { $0 = RefreshIntent(token: fingerprint, startedAt: now) }
            }
        }
        let start = configuration.time.uptime
        let result: Result<HeldSession, SessionError>
        do {
            let fresh = try await configuration.spending { context throws(ProviderError) in
                try await configuration.provider.refresh(session, in: context)
            }
            SessionMetrics.record(refresh: configuration.time.uptime - start)
            result = await keep(fresh, replacing: token, of: record, refresh)
        } catch {
            SessionMetrics.record(refresh: configuration.time.uptime - start)
            result = await refreshFailed(
                error,
                token: token,
                refresh,
                noted: noted,
                isRepeated: repetition == .again
            )
        }
        pace(result, of: fingerprint)
        if case .failure = result {
            await sharePause { $0.isInSameHands(as: record) && $0.session != nil }
        }
        return result
    }

    /// The note of an earlier refresh with a token, be it in memory only.
    private func intent(for token: Fingerprint, in record: SessionRecord) -> RefreshIntent? {
        let unwritten = flights.unwrittenIntent.withLock { $0 }
        return unwritten?.token == token ? unwritten : record.refreshIntent
    }

    /// The error to answer with while a pause lasts that another process has left in the record.
    func pause(_ pause: RefreshPause?, of token: Fingerprint?) -> SessionError? {
        guard let pause, pause.token == token else { return nil }
        let longest = max(configuration.refreshPolicy.longestRetry, RetryAfter.longest)
        return flights.cooldown.withLock { cooldown in
            cooldown.takeOver(pause, longest: longest, at: configuration.time)
            return cooldown.error(at: configuration.time.uptime)
        }
    }

    private func note(
        _ intent: RefreshIntent,
        in base: SessionRecord
    ) async throws(StoreError) -> SessionRecord? {
        let isUnsaved = unsaved?.replaces(base) == true
        let outcome = try await keeper.update { record -> RecordKeeper.Decision<Bool> in
            guard record.isInSameHands(as: base) else { return .decline(false) }
            if isUnsaved {
                record.generation = max(record.generation, base.generation)
                record.session = base.session
            }
            record.refreshIntent = intent
            return .write(true)
        }
        guard case .written(let record, true) = outcome else { return nil }
        if isUnsaved { unsaved = nil }
        return record
    }

    /// Writes the new tokens down before anybody uses them.
    private func keep(
        _ fresh: Session,
        replacing token: Secret,
        of record: SessionRecord,
        _ refresh: RefreshUnderWay
    ) async -> Result<HeldSession, SessionError> {
        let (base, id, now) = (record, configuration.makeID(), configuration.time.wall)
        do {
            let outcome = try await keeper.update { record -> RecordKeeper.Decision<Bool> in
                guard record.isInSameHands(as: base) else {
                    if record.ending?.isLocal == true { return .decline(false) }
                    // Signed out meanwhile: the tokens that came too late have to end as well.
                    record.outbox.append(PendingRevocation(id: id, target: .session(fresh), enqueuedAt: now))
                    return .write(false)
                }
                record.session = fresh
                record.refreshIntent = nil
                record.pause = nil
                return .write(true)
            }
            refresh.settled()
            guard case .written(let written, true) = outcome else { return .failure(.superseded) }
            unsaved = nil
            let held = HeldSession(record: written)
            adopt(held)
            emit(.sessionRefreshed(expiresAt: fresh.expiresAt))
            return .success(held)
        } catch {
            var inMemory = record
            inMemory.session = fresh
            inMemory.pause = nil
            // By the intent it is recognised later that the store still holds the tokens that were spent for these.
            if unsaved?.replaces(record) != true {
                inMemory.refreshIntent = RefreshIntent(token: Fingerprint(of: token), startedAt: now)
            }
            inMemory.generation += 1
            unsaved = inMemory
            refresh.settled()
            let held = HeldSession(record: inMemory)
            // Signed out meanwhile: what came too late is nobody's to use, and is ended once the store takes a note of it.
            guard held.supersedes(self.held) else {
                flights.unsaved.withLock { $0.isOrphaned = true }
                armAnew()
                return .failure(.superseded)
            }
            adopt(held)
            emit(.persistenceDegraded(detail: error.description))
            emit(.sessionRefreshed(expiresAt: fresh.expiresAt))
            armAnew()
            return .success(held)
        }
    }
}

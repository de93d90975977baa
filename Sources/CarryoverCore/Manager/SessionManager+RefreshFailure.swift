import FoundationEssentials
import Synchronization

extension SessionManager {
    /// Writes down what an earlier refresh could not, before anything else is decided.
    func saveUnsaved() async {
        guard let pending = unsaved, let session = pending.session else { return }
        let (id, now) = (configuration.makeID(), configuration.time.wall)
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            if pending.replaces(record) {
                // In memory it has counted on; a lower number would never be taken over, here or by anybody else.
                record.generation = max(record.generation, pending.generation)
                record.session = session
                record.refreshIntent = nil
                record.pause = nil
                return .write(())
            }
            guard let orphan = record.orphan(in: pending) else { return .decline(()) }
            record.outbox.append(PendingRevocation(id: id, target: .session(orphan), enqueuedAt: now))
            return .write(())
        }
        switch outcome {
        case nil: break
        case .declined: unsaved = nil
        case .written(let record, _):
            unsaved = nil
            adopt(HeldSession(record: record))
        }
    }

    /// Writes down what is held where somebody has put an older state in its place, from a backup for instance: the refresh
    /// token in it may be spent.
    ///
    /// - Returns: What is in the store then.
    func putBack(from reading: RecordKeeper.Reading) async -> RecordKeeper.Reading {
        guard case .record(let stored) = reading, unsaved == nil, let newer = held?.record,
            newer.isNewer(than: stored), isReplaced(stored.session)
        else { return reading }
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            guard newer.isNewer(than: record), isReplaced(record.session) else { return .decline(()) }
            record = newer
            return .write(())
        }
        switch outcome {
        case .written(let record, _): return .record(record)
        case .declined: return await keeper.read()
        // Not sent meanwhile: it is in memory that the newer one is.
        case nil: return .record(newer)
        }
    }

    /// Whether this process has seen the session's refresh token replaced: no other reason is good enough to write over what
    /// somebody has stored.
    private func isReplaced(_ session: Session?) -> Bool {
        guard let token = session?.refreshToken else { return false }
        return flights.replaced.withLock { $0.contains(Fingerprint(of: token)) }
    }

    /// Decides what a failed refresh means for the session.
    func refreshFailed(
        _ error: ProviderError,
        token: Secret,
        _ refresh: RefreshUnderWay,
        noted record: SessionRecord,
        isRepeated: Bool
    ) async -> Result<HeldSession, SessionError> {
        switch error.kind {
        case .transient, .configuration, .notProvisioned:
            let isAnswered = error.kind != .transient || !error.mayHaveArrived
            if isAnswered, !isRepeated {
                flights.unwrittenIntent.withLock { $0 = nil }
                await dropIntent(Fingerprint(of: token), epoch: record.epoch)
                refresh.settled()
            } else {
                refresh.settled()
                // The timer has to know that this token may be spent.
                adopt(HeldSession(record: record))
            }
            return .failure(.provider(error))
        case .refused: break
        }
        let code = isRepeated ? "lost-answer" : error.code
        let (epoch, pending, now) = (record.epoch, unsaved, configuration.time.wall)
        do {
            let outcome = try await keeper.update { record -> RecordKeeper.Decision<Bool> in
                // Somebody who does not know our lock may have refreshed: what is stored then is not what was refused.
                guard record.epoch == epoch,
                    record.session?.refreshToken == token || pending?.replaces(record) ?? false
                else { return .decline(false) }
                record.end(code: code, at: now)
                return .write(true)
            }
            refresh.settled()
            guard case .written(let ended, true) = outcome else { return await adoptOther(than: token) }
            unsaved = nil
            adopt(HeldSession(record: ended))
            emit(.sessionEnded(reason: code))
        } catch {
            refresh.settled()
            // Written down or not, it is over: a token that was refused is not sent again by every caller.
            var ended = record
            ended.endInMemory(code: code, at: now)
            unsaved = nil
            adopt(HeldSession(record: ended))
            emit(.persistenceDegraded(detail: error.description))
            emit(.sessionEnded(reason: code))
        }
        if isRepeated {
            return .failure(
                SessionError(
                    .lostAnswer,
                    "the refresh token was spent by a request whose answer never arrived",
                    underlying: error
                )
            )
        }
        return .failure(.provider(error))
    }

    private func adoptOther(than token: Secret) async -> Result<HeldSession, SessionError> {
        guard case .record(let record) = await keeper.read(), let session = record.session,
            session.refreshToken != token
        else { return .failure(.superseded) }
        return .success(HeldSession(record: record))
    }

    /// Leaves the pause that a server's answer began in the record, where other processes find it.
    ///
    /// A failed write costs no more than their own requests.
    ///
    /// - Parameter isAsBefore: Whether a record is about the login that the pause is about.
    func sharePause(where isAsBefore: @escaping @Sendable (SessionRecord) -> Bool) async {
        let (cooldown, time) = (flights.cooldown.withLock { $0 }, configuration.time)
        guard let pause = cooldown.shared(at: time) else { return }
        _ = try? await keeper.update { present -> RecordKeeper.Decision<Void> in
            guard isAsBefore(present) else { return .decline(()) }
            present.pause = pause
            return .write(())
        }
    }

    /// The request never left, or was answered: no answer can have been lost.
    private func dropIntent(_ token: Fingerprint, epoch: UInt64) async {
        _ = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            guard record.epoch == epoch, record.refreshIntent?.token == token else { return .decline(()) }
            record.refreshIntent = nil
            return .write(())
        }
    }
}

extension SessionRecord {
    /// Whether this, which could not be written, holds the tokens that the stored record's were spent for.
    func replaces(_ stored: SessionRecord) -> Bool {
        guard let spent = refreshIntent?.token, epoch == stored.epoch else { return false }
        if stored.refreshIntent?.token == spent { return true }
        func holdsSpent(_ session: Session?) -> Bool {
            session?.refreshToken.map { Fingerprint(of: $0) } == spent
        }
        return holdsSpent(stored.session) && !holdsSpent(session)
    }

    /// The session that is to be ended with this record: memory counts only where the store holds the tokens that were
    /// spent for those in it, or nothing at all any more.
    ///
    /// - Parameters:
    ///   - pending: What could not be written, if anything.
    ///   - remembered: The record as it was last seen.
    func liveSession(pending: SessionRecord?, remembered: SessionRecord? = nil) -> Session? {
        if generation == 0 { return (pending ?? remembered)?.session }
        return pending.flatMap { $0.replaces(self) ? $0.session : nil } ?? session
    }

    /// The session that came after a sign-out, here or elsewhere, and could not be written.
    ///
    /// Nobody else knows of its tokens, and they have to end. A store that was emptied has ended nothing, and after a local sign-out the session lives on at the provider.
    func orphan(in pending: SessionRecord?) -> Session? {
        guard generation > 0, let pending, let late = pending.session, !isInSameHands(as: pending),
            ending?.isLocal != true, session?.shares(late.accessToken) != true
        else { return nil }
        return late
    }

    /// Ends the session where nothing can be written: whatever is stored from now on counts for more.
    mutating func endInMemory(
        _ reason: SessionEnding.Reason = .rejected,
        code: String?,
        at now: Date
    ) {
        end(reason, code: code, at: now)
        generation = 1
    }

    /// Ends the session because the provider says so.
    mutating func end(_ reason: SessionEnding.Reason = .rejected, code: String?, at now: Date) {
        epoch += 1
        ending = SessionEnding(reason: reason, at: now, code: code, marks: legacyMarks)
        session = nil
        refreshIntent = nil
        pause = nil
    }
}

extension SessionError {
    static var superseded: SessionError {
        SessionError(.superseded, "the session changed hands meanwhile")
    }

    static var answerLost: SessionError {
        SessionError(
            .transient,
            "the answer to an earlier refresh was lost; the access token is used to its end before the next"
        )
    }

    static var paused: SessionError {
        SessionError(.transient, "a refresh failed a short while ago; the server is left alone for a pause")
    }

    static var refusedOnArrival: SessionError {
        SessionError(.transient, "the provider gave the access token once more that a server has refused")
    }

    static var expiredOnArrival: SessionError {
        SessionError(.transient, "the refresh brought no access token that can be used now")
    }
}

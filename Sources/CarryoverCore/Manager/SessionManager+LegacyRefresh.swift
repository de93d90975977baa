import FoundationEssentials
import Synchronization

extension SessionManager {
    /// Refreshes where there is no session of the new provider: the legacy one, if that is in use.
    ///
    /// The caller holds the lock.
    func refreshWithoutSession(
        _ record: SessionRecord?,
        _ demand: FlightDemand
    ) async -> Result<HeldSession, SessionError> {
        let search = await configuration.search.look(record)
        let held = HeldSession(record: record, search: search)
        guard let candidate = held.legacy else {
            adopt(held)
            return .failure(unusable())
        }
        let session = candidate.session(at: configuration.time)
        if candidate.credential.accessToken != nil, isGood(session, for: demand) { return .success(held) }
        return await refreshLegacy(candidate, record, hasLivingToken: isUsable(session, for: demand))
    }

    /// Refreshes the legacy session that is in use, unless the old provider has to be left alone for a while.
    ///
    /// The caller holds the lock.
    ///
    /// - Parameter hasLivingToken: Whether there is an access token that can be used meanwhile.
    func refreshLegacy(
        _ candidate: LegacyCandidate,
        _ record: SessionRecord?,
        hasLivingToken: Bool
    ) async -> Result<HeldSession, SessionError> {
        if let doubt = candidate.doubt { return .failure(.unseen(doubt)) }
        let token = candidate.credential.refreshToken.map { Fingerprint(of: $0) }
        let epoch = record?.epoch ?? 0
        // The new provider's pause is nothing to the old one.
        let present = flights.cooldown.withLock { cooldown in
            cooldown.concerns(token) ? cooldown.error(at: configuration.time.uptime) : nil
        }
        if let error = present ?? pause(record?.pause, of: token) { return .failure(error) }
        let result = await renewLegacy(candidate, record, hasLivingToken: hasLivingToken)
        pace(result, of: token)
        if case .failure = result { await sharePause { $0.epoch == epoch && $0.session == nil } }
        return result
    }

    private func renewLegacy(
        _ candidate: LegacyCandidate,
        _ record: SessionRecord?,
        hasLivingToken: Bool
    ) async -> Result<HeldSession, SessionError> {
        guard configuration.legacyProvider.refresh != nil, let token = candidate.credential.refreshToken
        else { return .failure(.notRefreshable) }
        let repetition = RefreshRepetition(
            of: Fingerprint(of: token),
            after: record?.refreshIntent,
            window: nil,
            hasLivingToken: hasLivingToken,
            now: configuration.time.wall
        )
        if repetition == .putOff { return .failure(.answerLost) }
        let legacy = LegacyKeeper(configuration: configuration, keeper: keeper, emit: emit)
        switch await legacy.refresh(candidate.credential, candidate: candidate, epoch: record?.epoch ?? 0) {
        case .failed(let error):
            if error.kind == .refused,
                !candidate.session(at: configuration.time).isAlive(at: configuration.time)
            {
                await endLegacy(candidate, record?.epoch ?? 0, code: error.code)
            }
            return .failure(.provider(error))
        case .storeFailed(let error): return .failure(.storage(error))
        case .superseded: return .failure(.superseded)
        case .refreshed:
            guard case .record(let record) = await keeper.read() else { return .failure(.superseded) }
            return .success(HeldSession(record: record, search: await configuration.search.look(record)))
        }
    }

    /// Notes that the old provider has refused a credential whose access token is over too, so that nobody asks again.
    private func endLegacy(_ candidate: LegacyCandidate, _ epoch: UInt64, code: String) async {
        let (mark, now) = (candidate.credential.mark, configuration.time.wall)
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Bool> in
            guard record.epoch == epoch, record.session == nil else { return .decline(false) }
            record.migration.refuse(mark, at: now)
            record.migration.lastError = code
            record.refreshIntent = nil
            return .write(true)
        }
        guard case .written(let record, true) = outcome else { return }
        adopt(HeldSession(record: record, search: await configuration.search.look(record)))
        emit(.sessionEnded(reason: code))
    }
}

import FoundationEssentials
import Logging

/// Refreshes the legacy session and keeps the rotated credential: in its old place, else in our own store.
///
/// The caller holds the flight lock.
struct LegacyKeeper: Sendable {
    let configuration: ManagerConfiguration
    let keeper: RecordKeeper
    let emit: @Sendable (SessionEvent) -> Void

    enum Outcome: Sendable {
        case refreshed(LegacyCredential)
        case failed(ProviderError)
        case storeFailed(StoreError)
        case superseded
    }

    /// Refreshes a credential that was found in a candidate's place.
    func refresh(
        _ credential: LegacyCredential,
        candidate: LegacyCandidate,
        epoch: UInt64
    ) async -> Outcome {
        guard let refresh = configuration.legacyProvider.refresh, let token = credential.refreshToken else {
            return .superseded
        }
        let underWay = configuration.refreshesUnderWay.begin()
        defer { underWay.settled() }
        let now = configuration.time.wall
        let intent = RefreshIntent(token: Fingerprint(of: token), startedAt: now, isLegacy: true)
        let isRepeated: Bool
        do {
            let noted = try await keeper.update { record -> RecordKeeper.Decision<Bool?> in
                guard record.epoch == epoch else { return .decline(nil) }
                if record.refreshIntent?.token == intent.token { return .decline(true) }
                record.refreshIntent = intent
                return .write(false)
            }
            switch noted {
            case .declined(nil), .written(_, nil): return .superseded
            case .declined(let repeated?), .written(_, let repeated?): isRepeated = repeated
            }
        } catch {
            return .storeFailed(error)
        }
        let rotated: LegacyCredential
        do {
            rotated = try await configuration.spending { context throws(ProviderError) in
                try await configuration.legacyProvider.refreshed(credential, with: refresh, in: context)
            }
        } catch {
            let isAnswered = error.kind != .transient || !error.mayHaveArrived
            if isAnswered, !isRepeated { await dropIntent(intent, epoch: epoch) }
            guard error.kind == .refused, isRepeated else { return .failed(error) }
            // The same token was sent before, and its answer never came: that, and not the user, is the reason.
            return .failed(
                ProviderError(.refused, code: "lost-answer", status: error.status, place: error.endpoint)
            )
        }
        return await keep(rotated, of: credential, candidate: candidate, epoch: epoch, underWay)
    }

    /// The request never left, or was answered: no answer can have been lost.
    private func dropIntent(_ intent: RefreshIntent, epoch: UInt64) async {
        _ = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            guard record.epoch == epoch, record.refreshIntent?.token == intent.token else {
                return .decline(())
            }
            record.refreshIntent = nil
            return .write(())
        }
    }

    /// Keeps the rotated credential before anything else is sent.
    ///
    /// First in our own store, which alone can say that it is still the same login; then in its old place, which the
    /// older version of the app reads.
    private func keep(
        _ rotated: LegacyCredential,
        of old: LegacyCredential,
        candidate: LegacyCandidate,
        epoch: UInt64,
        _ underWay: RefreshUnderWay
    ) async -> Outcome {
        let kept = KeptLegacyCredential(credential: rotated, replaces: candidate.entry.credential.mark)
        var failure: StoreError?
        do {
            guard try await store(kept, of: old, epoch: epoch) else { return .superseded }
        } catch {
            failure = error
        }
        var isWrittenBack = false
        do {
            try await configuration.legacySources[candidate.source].writeBack(
                rotated,
                replacing: candidate.entry
            )
            isWrittenBack = true
        } catch {
            configuration.logger.debug(
                "the rotated credential stays in the own store",
                metadata: ["place": "\(error.place)"]
            )
        }
        // With the credential back in its place nothing is lost; in neither, only this process still has it.
        if let failure, !isWrittenBack { return .storeFailed(failure) }
        if isWrittenBack { await forget(kept, epoch: epoch) }
        underWay.settled()
        emit(.legacyRefreshed(isWrittenBack: isWrittenBack))
        return .refreshed(rotated)
    }

    /// Returns whether the login is still the one in use.
    private func store(
        _ kept: KeptLegacyCredential,
        of old: LegacyCredential,
        epoch: UInt64
    ) async throws(StoreError) -> Bool {
        let (mark, id, now) = (kept.credential.mark, configuration.makeID(), configuration.time.wall)
        let revokes = configuration.legacyProvider.revocation != nil
        let outcome = try await keeper.update { record -> RecordKeeper.Decision<Bool> in
            guard record.epoch == epoch else {
                guard record.session == nil, record.ending != nil else { return .decline(false) }
                // Signed out meanwhile: the credential that came too late has to end as well.
                record.ending?.marks.append(mark)
                if revokes {
                    let target = PendingRevocation.Target.legacy(kept.credential)
                    record.outbox.append(PendingRevocation(id: id, target: target, enqueuedAt: now))
                }
                return .write(false)
            }
            record.refreshIntent = nil
            record.pause = nil
            record.legacy = kept
            record.migration.rotate(from: old.mark, to: mark)
            return .write(true)
        }
        if case .written(_, true) = outcome { return true }
        return false
    }

    private func forget(_ kept: KeptLegacyCredential, epoch: UInt64) async {
        _ = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            guard record.epoch == epoch, record.legacy == kept else { return .decline(()) }
            record.legacy = nil
            return .write(())
        }
    }
}

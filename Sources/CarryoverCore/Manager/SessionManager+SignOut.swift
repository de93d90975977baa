import FoundationEssentials
import Logging
import Synchronization

extension SessionManager {
    /// Signs the user out: here first and durably, then at the providers.
    ///
    /// What cannot be revoked now stays queued, and later starts work it off. A refresh or migration under way, in this
    /// process or another, cannot bring the session back. A legacy login that is still there is ended as well.
    ///
    /// - Parameter isLocal: Whether to leave the session alive at the provider, and only forget it here.
    /// - Throws: ``SessionError`` with the code ``SessionError/Code/store`` when the store cannot be written: the user
    ///   then is *not* signed out.
    public func signOut(isLocal: Bool = false) async throws(SessionError) {
        try await signOut(isLocal: isLocal, isEverywhere: false)
    }

    /// Signs the user out here, as ``signOut(isLocal:)`` does, and at the provider on every device.
    ///
    /// - Throws: ``SessionError``: ``SessionError/Code/notPossible`` where the provider knows no such thing, and nothing
    ///   has changed then; ``SessionError/Code/store`` as for ``signOut(isLocal:)``.
    public func signOutEverywhere() async throws(SessionError) {
        guard configuration.provider.canEndEverywhere else {
            throw SessionError(.notPossible, "the provider ends one session at a time")
        }
        try await signOut(isLocal: false, isEverywhere: true)
    }

    private func signOut(isLocal: Bool, isEverywhere: Bool) async throws(SessionError) {
        try await Silences.remembered { () async throws(SessionError) in
            try await endAll(isLocal: isLocal, isEverywhere: isEverywhere)
        }
    }

    private func endAll(isLocal: Bool, isEverywhere: Bool) async throws(SessionError) {
        let search: LegacySearchResult
        var isAnew = false
        switch await putBack(from: await keeper.read()) {
        case .record(let record): search = await configuration.search.look(record)
        case .absent:
            search = await configuration.search.look(nil)
            isAnew = true
            if held?.record?.session == nil, search.candidates.isEmpty, search.unreadable.isEmpty {
                return adopt(HeldSession(record: nil), isAnew: true)
            }
        case .failure(let failure):
            // A record that nobody can read is put aside, not destroyed; a locked one has to wait.
            guard failure.isForGood else {
                throw .storage(failure.error)
            }
            do {
                _ = try await configuration.store.setAside()
            } catch {
                throw .storage(error)
            }
            isAnew = true
            search = await configuration.search.look(nil)
        }
        let (ended, pending): (SessionRecord, SessionRecord?)
        do {
            pending = unsaved
            ended = try await end(.signedOut, search: search, isLocal: isLocal, isEverywhere: isEverywhere)
        } catch {
            throw .storage(error)
        }
        // What has come in between came too late, and still has to be revoked.
        if unsaved == pending { unsaved = nil }
        adopt(HeldSession(record: ended), isAnew: isAnew)
        emit(.sessionEnded(reason: SessionEnding.Reason.signedOut.rawValue))
        let retirement = LegacyRetirement(configuration: configuration, emit: emit)
        _ = await retirement.erase(ended.ending?.marks ?? [], in: search)
        if !isLocal { await retire(.atOnce, patience: .seconds(5)) }
        await forgetReplaced()
    }

    /// Leaves no file of the session that has ended; where that cannot be done now, the next start does it.
    func forgetReplaced() async {
        do throws(StoreError) {
            try await configuration.store.forgetReplaced()
        } catch {
            configuration.logger.debug("what was replaced is still there", metadata: ["error": "\(error)"])
        }
    }

    /// Takes over a session that the app's own sign-in obtained.
    ///
    /// - Parameter answer: The token endpoint's JSON answer.
    /// - Throws: ``SessionError``: ``SessionError/Code/configuration`` when it is not such an answer,
    ///   ``SessionError/Code/store`` when it cannot be stored.
    public func signIn(with answer: Secret) async throws(SessionError) {
        let session: Session
        do {
            session = try configuration.provider.adopt(answer, in: configuration.context())
        } catch {
            throw SessionError(.configuration, "this is not a token endpoint's answer", underlying: error)
        }
        try await signIn(with: session)
    }

    /// Takes over a session.
    ///
    /// - Throws: ``SessionError`` with the code ``SessionError/Code/store`` when it cannot be stored.
    public func signIn(with session: Session) async throws(SessionError) {
        let (kind, id, now) = (configuration.provider.kind, configuration.makeID(), configuration.time.wall)
        var isAnew = false
        var known: RecordKeeper.Reading? = await putBack(from: await keeper.read())
        if case .failure(let failure) = known {
            guard failure.isForGood else {
                throw .storage(failure.error)
            }
            do {
                _ = try await configuration.store.setAside()
            } catch {
                throw .storage(error)
            }
            known = nil
            isAnew = true
        }
        let pending = unsaved
        let orphanID = pending == nil ? id : configuration.makeID()
        do {
            let outcome = try await keeper.update(
                isCrucial: true,
                from: known
            ) { record -> RecordKeeper.Decision<Void> in
                if let orphan = record.orphan(in: pending) {
                    let target = PendingRevocation.Target.session(orphan)
                    record.outbox.append(PendingRevocation(id: orphanID, target: target, enqueuedAt: now))
                }
                if let old = record.liveSession(pending: pending), !old.shares(session.accessToken) {
                    record.outbox.append(PendingRevocation(id: id, target: .session(old), enqueuedAt: now))
                }
                record.epoch += 1
                record.providerKind = kind
                record.session = session
                record.ending = nil
                record.refreshIntent = nil
                record.pause = nil
                return .write(())
            }
            guard case .written(let record, _) = outcome else { return }
            unsaved = nil
            flights.cooldown.withLock { $0.succeeded() }
            adopt(HeldSession(record: record), isAnew: isAnew)
            emit(.sessionStored(generation: record.generation))
            // The session that this one takes the place of still has to end.
            if !record.outbox.isEmpty { await retire(.whenDue, patience: .seconds(5)) }
        } catch {
            throw .storage(error)
        }
    }

    /// The one durable write that ends whatever session there is and queues its revocation.
    func end(
        _ reason: SessionEnding.Reason,
        search: LegacySearchResult,
        isLocal: Bool,
        isEverywhere: Bool = false
    ) async throws(StoreError) -> SessionRecord {
        let (now, sessionID) = (configuration.time.wall, configuration.makeID())
        let (pending, remembered) = (unsaved, held?.record)
        let revokesLegacy = configuration.legacyProvider.revocation != nil && !isLocal
        // A refused one is the user's where no other is in use.
        let logins = search.candidates.filter { candidate in
            candidate.isTheUsers || (search.chosen == nil && candidate.verdict == .refusedBefore)
        }
        let legacyIDs = logins.map { _ in configuration.makeID() }
        let outcome = try await keeper.update(isCrucial: true) { record -> RecordKeeper.Decision<Void> in
            // What is noted about a login that was refused is no reason to end it together with the one in use.
            let isAboutAnother =
                record.session == nil && search.chosen.map { !record.migration.isAbout($0.marks) } ?? false
            let known = isAboutAnother ? [] : record.legacyMarks
            var marks = (record.ending?.marks ?? []) + known
            if let session = record.liveSession(pending: pending, remembered: remembered), !isLocal {
                let target = isEverywhere ? session.endingEverywhere : session
                record.outbox.append(
                    PendingRevocation(id: sessionID, target: .session(target), enqueuedAt: now)
                )
            }
            // The legacy login of an open rollback window ends with the session.
            for index in record.outbox.indices where record.outbox[index].isLegacy {
                record.outbox[index].notBefore = nil
            }
            // Next to a session that was migrated, a login that it was not made from is somebody else's.
            let isMigrated = record.session != nil && !known.isEmpty
            for (id, candidate) in zip(legacyIDs, logins) {
                let mark = candidate.credential.mark
                let isKnown = known.contains { $0.overlaps(mark) }
                guard isKnown || (!isMigrated && candidate.isTheUsers) else {
                    record.passOver([mark])
                    continue
                }
                marks += [mark, candidate.entry.credential.mark]
                let isQueued = record.outbox.contains { item in
                    if case .legacy(let credential) = item.target {
                        credential.mark.overlaps(mark)
                    } else {
                        false
                    }
                }
                if revokesLegacy, !isQueued {
                    record.outbox.append(
                        PendingRevocation(id: id, target: .legacy(candidate.credential), enqueuedAt: now)
                    )
                }
            }
            record.epoch += 1
            record.session = nil
            record.refreshIntent = nil
            record.pause = nil
            record.legacy = nil
            record.migration.step = record.migration.isUnfinished ? .done : record.migration.step
            if [.detected, .exchanging, .deferred].contains(record.migration.step) {
                record.migration.step = .none
            }
            record.migration.windowClosesAt = nil
            record.migration.retryAt = nil
            var unique: [CredentialMark] = []
            for mark in marks where !unique.contains(mark) { unique.append(mark) }
            record.passOver(search.others)
            record.ending = SessionEnding(
                reason: reason,
                at: now,
                marks: unique,
                unseen: search.unreadable.map(\.place),
                isLocal: isLocal
            )
            return .write(())
        }
        guard case .written(let record, _) = outcome else {
            throw StoreError(.conflict, operation: "write", detail: "the ending was declined")
        }
        return record
    }
}

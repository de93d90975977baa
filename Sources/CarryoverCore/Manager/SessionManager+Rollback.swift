import FoundationEssentials
import Synchronization

extension SessionManager {
    /// Goes back to the legacy session while the rollback window is open; the new session is ended.
    ///
    /// - Throws: ``SessionError``: ``SessionError/Code/notPossible`` outside the window.
    public func rollback() async throws(SessionError) {
        let lease: any FlightLease
        do {
            lease = try await lock(configuration.refreshPolicy.lockPatience)
        } catch {
            throw error.code == .busy
                ? SessionError(.transient, "another process is at work on this session", underlying: error)
                : .storage(error)
        }
        defer { unlock(lease) }
        await saveUnsaved()
        let (now, id) = (configuration.time.wall, configuration.makeID())
        let revokes =
            configuration.migrationPolicy.revokesLegacy && configuration.legacyProvider.revocation != nil
        let outcome: RecordKeeper.Outcome<Bool>
        do {
            outcome = try await keeper.update(isCrucial: true) { record -> RecordKeeper.Decision<Bool> in
                guard record.migration.isUnfinished, !record.migration.isErased,
                    let closes = record.migration.windowClosesAt, now < closes, let session = record.session
                else { return .decline(false) }
                let marks = record.legacyMarks
                // By a clock that was ahead the window may have closed already.
                guard !revokes || record.outbox.contains(where: { $0.isAbout(marks) }) else {
                    return .decline(false)
                }
                // The legacy credential is still in its place; only its death sentence has to go.
                record.outbox.removeAll { $0.isAbout(marks) }
                record.outbox.append(PendingRevocation(id: id, target: .session(session), enqueuedAt: now))
                record.epoch += 1
                record.session = nil
                record.refreshIntent = nil
                record.migration.step = .rolledBack
                // Going over again is another migration: its key must not bring back the session that ends here.
                record.migration.idempotencyKey = nil
                record.migration.startedAt = nil
                record.migration.windowClosesAt = nil
                record.rollout.cohort = .legacy
                return .write(true)
            }
        } catch {
            throw .storage(error)
        }
        guard case .written(let record, true) = outcome else {
            throw SessionError(.notPossible, "there is no migration whose rollback window is open")
        }
        unsaved = nil
        flights.cooldown.withLock { $0.succeeded() }
        emit(.migrationRolledBack)
        let worker = OutboxWorker(configuration: configuration, keeper: keeper, emit: emit)
        let settled = await worker.workOff(record, limit: .seconds(5), urgency: .whenDue)
        adopt(HeldSession(record: settled, search: await configuration.search.look(settled)))
    }
}

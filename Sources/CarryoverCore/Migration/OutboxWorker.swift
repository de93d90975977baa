import FoundationEssentials

/// Works off the queue of revocations.
///
/// The caller holds the flight lock.
struct OutboxWorker: Sendable {
    let configuration: ManagerConfiguration
    let keeper: RecordKeeper
    let emit: @Sendable (SessionEvent) -> Void

    /// Tries every item that is due once, and ends by a deadline.
    ///
    /// - Parameters:
    ///   - record: The record as it was read under the lock.
    ///   - limit: How long all of it may take.
    ///   - urgency: Whether items are tried whose back-off has not passed.
    /// - Returns: The record after it.
    func workOff(_ record: SessionRecord, limit: Duration, urgency: OutboxUrgency) async -> SessionRecord {
        let time = configuration.time
        let end = time.uptime + limit
        let policy = OutboxPolicy(
            abandonsAfter: configuration.migrationPolicy.abandonsRevocationsAfter,
            urgency: urgency
        )
        var record = record
        for item in record.outbox {
            let decision = policy.decision(on: item, session: record.session, now: time.wall)
            var error: ProviderError?
            switch decision {
            case .wait: continue
            case .dropDangerous, .dropAbandoned: break
            case .revoke:
                let left = end - time.uptime
                guard left > .milliseconds(100) else { return record }
                error = await revoke(item, beside: record.session, within: left)
            }
            if let updated = await conclude(item, error, record.epoch) { record = updated }
            if item.isLegacy { tell(decision, item, error, record) }
        }
        return record
    }

    private func tell(
        _ decision: OutboxPolicy.Decision,
        _ item: PendingRevocation,
        _ error: ProviderError?,
        _ record: SessionRecord
    ) {
        switch decision {
        case .wait: break
        case .dropDangerous: emit(.legacyRevocationAbandoned(reason: "in-use"))
        case .dropAbandoned: emit(.legacyRevocationAbandoned(reason: item.lastError ?? "unknown"))
        case .revoke:
            guard let error else { return emit(.legacyRevoked) }
            let until = record.outbox.first { $0.id == item.id }?.notBefore
            emit(.legacyRevocationDeferred(reason: error.code, until: until))
        }
    }

    private func revoke(
        _ item: PendingRevocation,
        beside present: Session?,
        within limit: Duration
    ) async -> ProviderError? {
        let context = ProviderContext(
            transport: configuration.transport,
            time: configuration.time,
            timeout: min(limit, configuration.refreshPolicy.requestTimeout)
        )
        do {
            switch item.target {
            case .legacy(let credential):
                try await configuration.legacyProvider.revoke(credential, in: context)
            case .session(let session):
                // Whoever has signed in again since is not signed out by what was meant for the time before.
                let target = present == nil ? session : session.endingAlone
                try await configuration.provider.revoke(target, in: context)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Writes down what became of an item.
    ///
    /// A failed write only means that it is tried once more than needed.
    private func conclude(_ item: PendingRevocation, _ error: ProviderError?, _ epoch: UInt64) async
        -> SessionRecord?
    {
        let (now, fraction) = (configuration.time.wall, configuration.random())
        let policy = OutboxPolicy(abandonsAfter: configuration.migrationPolicy.abandonsRevocationsAfter)
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Void> in
            guard let index = record.outbox.firstIndex(where: { $0.id == item.id }) else {
                return .decline(())
            }
            if let error {
                // A rollback window, or a year without the app, is no time of failures.
                if record.outbox[index].attempts == 0 { record.outbox[index].enqueuedAt = now }
                record.outbox[index].attempts += 1
                record.outbox[index].lastError = error.code
                let wait = policy.backOff.wait(
                    afterFailures: record.outbox[index].attempts,
                    retryAfter: error.retryAfter,
                    fraction: fraction
                )
                record.outbox[index].notBefore = now.addingTimeInterval(wait.inSeconds)
            } else {
                record.outbox.remove(at: index)
            }
            record.settleMigration()
            return .write(())
        }
        if case .written(let record, _) = outcome { return record }
        return nil
    }
}

extension SessionRecord {
    /// Moves a migration on to the last step that its parts allow.
    mutating func settleMigration() {
        guard migration.isUnfinished, migration.isErased else { return }
        migration.step = outbox.contains(where: \.isLegacy) ? .revoking : .done
        if migration.step == .done { migration.windowClosesAt = nil }
    }
}

import FoundationEssentials

extension SessionManager {
    /// Opens a session that takes no user, where the provider knows such a thing and nobody ended one here.
    ///
    /// The caller holds the lock. `nil` means that there is no such session to be had.
    func openSession(_ record: SessionRecord?) async -> StartReport? {
        guard record?.ending == nil else { return nil }
        let opened: Session
        do {
            let context = configuration.context(within: configuration.migrationPolicy.budget)
            guard let session = try await configuration.provider.open(in: context) else { return nil }
            opened = session
        } catch {
            return StartReport(state: current, problem: .provider(error))
        }
        let (kind, epoch) = (configuration.provider.kind, record?.epoch ?? 0)
        do {
            let outcome = try await keeper.update { record -> RecordKeeper.Decision<Bool> in
                guard record.epoch == epoch, record.session == nil else { return .decline(false) }
                record.epoch += 1
                record.providerKind = kind
                record.session = opened
                record.refreshIntent = nil
                return .write(true)
            }
            guard case .written(let written, true) = outcome else {
                return StartReport(state: current, problem: .superseded)
            }
            adopt(HeldSession(record: written))
            emit(.sessionStored(generation: written.generation))
            return StartReport(state: current)
        } catch {
            return StartReport(state: current, problem: .storage(error))
        }
    }
}

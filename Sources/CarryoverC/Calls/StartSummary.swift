import CCarryover
import Carryover

/// What a start came to, as a C app is told.
struct StartSummary: Sendable {
    let result: carryover_result
    /// Why there is no session, or `nil` when there is one.
    let fault: Fault?
    let json: JSONValue

    init(_ report: StartReport, isMigrated: Bool) {
        let problem = report.problem.map { Fault($0) }
        let fault = report.state.session == nil ? problem ?? Fault(lacking: report.state) : nil
        self.fault = fault
        result = fault?.code ?? Call.ok
        json = [
            "state": .string(report.state.name),
            "result": .string(ResultCode.name(result)),
            "migrated": .bool(isMigrated),
            "problem": (fault ?? problem)?.detail ?? .null,
        ]
    }
}

extension Fault {
    /// What a state without a session amounts to, where nothing went wrong on the way to it.
    fileprivate init(lacking state: SessionState) {
        switch state {
        case .rejected(let code): self.init(SessionError(.rejected, "the provider refused: \(code)"))
        case .undetermined(let error):
            self.init(SessionError(.deferred, "a legacy source could not be read", underlying: error))
        case .unavailable(let failure): self.init(SessionError.storage(failure.error))
        case .migrating: self.init(SessionError(.deferred, "a migration is under way"))
        default: self.init(SessionError(.signedOut, "there is no session, and nothing to migrate"))
        }
    }
}

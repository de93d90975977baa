import Carryover

/// The exit codes, which scripts rely on.
enum ExitStatus: Int32, Error {
    /// There is a usable session.
    case usable = 0
    /// No session, and nothing to migrate.
    case signedOut = 1
    /// Wrong usage or configuration.
    case usage = 2
    /// A server could not be reached or finished with for now.
    case unreachable = 3
    /// The store is locked, unavailable or corrupt.
    case store = 4
    /// The provider refused.
    case refused = 5
    /// The migration is deferred; the legacy session is still in place.
    case deferred = 6
    /// The server answered with an HTTP error.
    case httpError = 7

    /// What a start, or a call that needs a session, came to.
    init(_ report: StartReport) {
        if let problem = report.problem {
            self.init(problem, state: report.state)
        } else {
            self.init(report.state)
        }
    }

    init(_ state: SessionState) {
        self =
            switch state {
            case .active, .legacy: .usable
            case .expired, .migrating: .unreachable
            case .signedOut: .signedOut
            case .rejected: .refused
            case .unavailable: .store
            case .undetermined: .deferred
            }
    }

    init(_ error: SessionError, state: SessionState) {
        switch error.code {
        case .store: self = .store
        case .rejected, .lostAnswer, .notRefreshable: self = .refused
        case .deferred: self = .deferred
        case .signedOut: self = .signedOut
        case .originNotAllowed, .notPossible: self = .usage
        case .superseded: self.init(state)
        default: self = .unreachable
        }
    }
}

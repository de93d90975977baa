import Carryover
import Dispatch
import Glibc
import Synchronization

/// The end by a signal, which comes at once unless a refresh token is being spent: then the answer is stored first.
///
/// A second signal does not wait. Nothing here needs a task's turn: however busy the command is, it ends.
final class SettledEnd: Sendable {
    private let first = Mutex<Int32?>(nil)

    /// Listens to the signals that ask a program to end, as long as a body runs.
    static func listening<Value>(_ body: (SettledEnd) async throws -> Value) async rethrows -> Value {
        let end = SettledEnd()
        let sources = SignalSources(SignalSources.heeded([SIGINT, SIGTERM, SIGHUP])) { end.take($0) }
        defer { sources.close() }
        return try await body(end)
    }

    /// Ends the process if a signal has asked for that: there is no time left to wait.
    func comeNow() {
        if let number = first.withLock({ $0 }) { SignalSources.die(of: number) }
    }

    private func take(_ number: Int32) {
        let isFirst = first.withLock { first in
            if first == nil {
                first = number
                return true
            }
            return false
        }
        guard isFirst else { SignalSources.die(of: number) }
        let isSettled = RefreshesUnderWay.ofThisProcess.isSettled
        RefreshesUnderWay.ofThisProcess.whenSettled { SignalSources.die(of: number) }
        guard !isSettled else { return }
        // On another thread: a terminal that is held up takes nothing, and the next signal must be heard all the same.
        DispatchQueue.global().async {
            Output.note("carryover-demo: ends when the answer to a refresh is stored; at a second signal now")
        }
    }
}

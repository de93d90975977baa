import Carryover
import Glibc

/// The promise that a command ends, whatever servers, keyring and other processes do.
///
/// A signal ends it before that, once no refresh token is being spent. Whatever else is under way is not waited for: the
/// next start can take it up again.
enum Deadline {
    static func run(
        within limit: Duration = .seconds(27),
        otherwise status: ExitStatus = .unreachable,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await SettledEnd.listening { end in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    // One command waits for a silent keyring once, however often it looks there.
                    try await Silences.remembered { try await work() }
                    return true
                }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return false
                }
                group.addTask {
                    // Who waits wants to see that something is waited for, and for how long at most.
                    for second in 1..<max(2, limit.components.seconds) {
                        try await Task.sleep(for: .seconds(1))
                        Progress.show("\(second) s of at most \(limit.components.seconds)")
                    }
                    try await Task.sleep(for: limit)
                    return false
                }
                defer { Progress.clear() }
                guard try await group.next() == true else {
                    Output.note("carryover-demo: not finished within \(limit.components.seconds) seconds")
                    end.comeNow()
                    // The work may be stuck below us; waiting for it is what must not happen.
                    exit(status.rawValue)
                }
                group.cancelAll()
            }
        }
    }
}

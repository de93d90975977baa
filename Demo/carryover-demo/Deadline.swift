import Carryover
import Glibc
import Synchronization

/// The promise that a command ends, whatever servers, keyring and other processes do.
///
/// A signal ends it before that, once no refresh token is being spent. Whatever else is under way is not waited for: the
/// next start can take it up again. A command that is through waits for the answer to a refresh as long as it may.
enum Deadline {
    static func run(
        within limit: Duration = .seconds(27),
        otherwise status: ExitStatus = .unreachable,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        let outcome = Outcome()
        try await SettledEnd.listening { end in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    // One command waits for a silent keyring once, however often it looks there.
                    do {
                        try await Silences.remembered { try await work() }
                        outcome.set(.success(()))
                    } catch {
                        outcome.set(.failure(error))
                    }
                    await lateAnswers()
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
                guard try await group.next() == true || outcome.result != nil else {
                    Output.note("carryover-demo: not finished within \(limit.components.seconds) seconds")
                    end.comeNow()
                    // The work may be stuck below us; waiting for it is what must not happen.
                    exit(status.rawValue)
                }
                group.cancelAll()
            }
        }
        try outcome.result?.get()
    }

    /// What the work came to, be it that something is still waited for after it.
    private final class Outcome: Sendable {
        private let state = Mutex<Result<Void, any Error>?>(nil)

        var result: Result<Void, any Error>? { state.withLock { $0 } }

        func set(_ result: sending Result<Void, any Error>) { state.withLock { $0 = result } }
    }

    /// Waits for the answer to a refresh that nobody waits for any more, so that it is stored; the limit ends that.
    private static func lateAnswers() async {
        guard !RefreshesUnderWay.ofThisProcess.isSettled else { return }
        Output.note("carryover-demo: waits for an answer that is late, and stores it")
        let answers = AsyncStream<Void> { answers in
            RefreshesUnderWay.ofThisProcess.whenSettled { answers.finish() }
        }
        for await _ in answers {}
    }
}

package import CarryoverCore
import Dispatch
import Synchronization

/// Runs calls that may block, one after the other on a thread of their own, and answers by a deadline.
///
/// A call that still runs at its deadline is given up: its caller gets ``StoreError/Code/timedOut``, and the
/// calls after it get a fresh thread. The call itself goes on, with whatever locks it holds, until it
/// returns. Threads that never come back must not pile up: beyond a limit calls fail at once.
///
/// In a process that was forked off, no thread but the forking one exists; there every call fails.
package final class BlockingLane: Sendable {
    private struct State {
        var queue: DispatchQueue
        var abandoned = 0
    }

    private let name: String
    private let alarm: Alarm
    private let maximumAbandoned: Int
    private let getpid: @Sendable () -> Int32
    private let owner: Int32
    private let state: Mutex<State>

    /// Creates a lane for the process that calls this.
    package init(
        name: String,
        alarm: Alarm = .system,
        maximumAbandoned: Int = 4,
        getpid: @escaping @Sendable () -> Int32
    ) {
        self.name = name
        self.alarm = alarm
        self.maximumAbandoned = maximumAbandoned
        self.getpid = getpid
        owner = getpid()
        state = Mutex(State(queue: DispatchQueue(label: name)))
    }

    /// Runs a call and returns its result.
    ///
    /// - Parameters:
    ///   - deadline: How long to wait, the calls before this one included.
    ///   - operation: What is attempted, for the error.
    ///   - onDeadline: What may persuade the call to return.
    ///   - body: The call. It is not begun when the deadline passes before its turn.
    package func run<Value: Sendable>(
        within deadline: Duration,
        _ operation: String,
        onDeadline: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let queue = try queue(operation)
        let outcome = Outcome<Value>()
        queue.async { [self] in
            guard outcome.begin() else { return }
            let answer: Result<Value, StoreError>
            do throws(StoreError) {
                answer = .success(try body())
            } catch {
                answer = .failure(error)
            }
            if outcome.settle(answer) == .settled { state.withLock { $0.abandoned -= 1 } }
        }
        let callOff = alarm.set(deadline) { [self] in
            let progress = outcome.settle(.failure(timedOut(operation, "no answer within \(deadline)")))
            guard progress != .settled else { return }
            if progress == .running { abandon(queue) }
            onDeadline()
        }
        defer { callOff() }
        return try await outcome.value()
    }

    private func queue(_ operation: String) throws(StoreError) -> DispatchQueue {
        guard getpid() == owner else {
            throw StoreError(
                .forked,
                operation: operation,
                detail: "opened by process \(owner), used by its fork \(getpid())",
                remedy: "open the store after the fork"
            )
        }
        let (queue, abandoned) = state.withLock { ($0.queue, $0.abandoned) }
        guard abandoned < maximumAbandoned else {
            throw timedOut(operation, "\(abandoned) earlier calls have not returned yet")
        }
        return queue
    }

    private func abandon(_ queue: DispatchQueue) {
        state.withLock { state in
            state.abandoned += 1
            if state.queue === queue { state.queue = DispatchQueue(label: name) }
        }
    }

    private func timedOut(_ operation: String, _ detail: String) -> StoreError {
        StoreError(.timedOut, operation: operation, detail: "\(name): \(detail)")
    }
}

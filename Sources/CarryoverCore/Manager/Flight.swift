import Synchronization

/// One piece of work at a time, shared by everybody who asks for it meanwhile.
///
/// The work runs in a task of its own, which the flight owns: a caller that is cancelled leaves alone and at once.
/// Callers wait as continuations in a table, so that landing costs time in proportion to their number;
/// `Task.value` would cost the square of it.
final class Flight<Value: Sendable>: Sendable {
    typealias Answer = Result<Value, SessionError>

    private struct State {
        var board = FlightBoard<UnsafeContinuation<Answer, Never>>()
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Joins the flight, or starts it.
    ///
    /// - Parameters:
    ///   - unwanted: A token that the caller wants another one for.
    ///   - isRefused: Whether that is because a server has refused it.
    ///   - minimum: The life that the caller needs the token to have.
    ///   - token: Tells which token a value holds.
    ///   - suits: Tells whether a value's token has a given life left.
    ///   - work: Does the work; it is told what is wanted by those who have joined before it begins.
    func join(
        unwanted: Fingerprint? = nil,
        isRefused: Bool = false,
        minimum: Duration = .zero,
        token: @escaping @Sendable (Value) -> Fingerprint?,
        suits: @escaping @Sendable (Value, Duration) -> Bool = { _, _ in true },
        work: @escaping @Sendable (FlightDemand) async -> Answer
    ) async throws(SessionError) -> Value {
        let id = state.withLock { $0.board.makeID() }
        let answer = await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Answer, Never>) in
                // Cancellation may have come before there was anything to take off the board.
                if Task.isCancelled { return continuation.resume(returning: .failure(.cancelled)) }
                state.withLock { state in
                    let isFirst = state.board.join(
                        id,
                        continuation,
                        unwanted: unwanted,
                        isRefused: isRefused,
                        minimum: minimum
                    )
                    if isFirst {
                        state.task = Task { await self.fly(token: token, suits: suits, work: work) }
                    }
                }
                // The handler may have run between the check and the join.
                if Task.isCancelled { leave(id) }
            }
        } onCancel: {
            leave(id)
        }
        return try answer.get()
    }

    /// Whether the work is under way.
    var isFlying: Bool { state.withLock { $0.board.isFlying } }

    private func leave(_ id: UInt64) {
        state.withLock { $0.board.leave(id) }?.resume(returning: .failure(.cancelled))
    }

    private func fly(
        token: @Sendable (Value) -> Fingerprint?,
        suits: @Sendable (Value, Duration) -> Bool,
        work: @Sendable (FlightDemand) async -> Answer
    ) async {
        while true {
            let demand = state.withLock { $0.board.takeOff() }
            let answer = await work(demand)
            let brought = try? answer.get()
            let fingerprint = brought.flatMap { token($0) }
            let landing = state.withLock { state in
                let landing = state.board.land(with: fingerprint) { minimum in
                    brought.map { suits($0, minimum) } ?? true
                }
                if !landing.fliesAgain { state.task = nil }
                return landing
            }
            for waiter in landing.answered { waiter.resume(returning: answer) }
            if !landing.fliesAgain { return }
        }
    }
}

extension SessionError {
    static var cancelled: SessionError { SessionError(.cancelled, "the calling task was cancelled") }
}

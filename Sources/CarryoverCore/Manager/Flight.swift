import Synchronization

/// One piece of work at a time, shared by everybody who asks for it meanwhile.
///
/// The work runs in a task of its own, which the flight owns: a caller that is cancelled leaves alone and at once. Work
/// that takes too long goes on without callers, because what it brings may be had only once.
/// Callers wait as continuations in a list, so that landing costs time in proportion to their number;
/// `Task.value` would cost the square of it.
final class Flight<Value: Sendable>: Sendable {
    typealias Answer = Result<Value, SessionError>

    private struct State {
        var board = FlightBoard<UnsafeContinuation<Answer, Never>>()
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())
    private let lastNumber = Atomic<UInt64>(0)

    /// Joins the flight, or starts it.
    ///
    /// - Parameters:
    ///   - wish: What the caller wants of it.
    ///   - plan: What is to be done, asked for where the flight has to be started.
    nonisolated(nonsending) func join(
        _ wish: FlightWish = FlightWish(),
        _ plan: () -> FlightPlan<Value>
    ) async throws(SessionError) -> Value {
        let number = lastNumber.add(1, ordering: .relaxed).newValue
        let answer = await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Answer, Never>) in
                // Cancellation may have come before there was anything to take off the board.
                if Task.isCancelled { return continuation.resume(returning: .failure(.cancelled)) }
                let isLate = state.withLock { state in
                    if state.board.isLate { return true }
                    guard state.board.join(number, continuation, wish) else { return false }
                    let plan = plan()
                    // Those who wait for it must not be in its way, however many they are.
                    state.task = Task(priority: .high) { await self.fly(plan) }
                    return false
                }
                if isLate { return continuation.resume(returning: .failure(.unanswered)) }
                // The handler may have run between the check and the join.
                if Task.isCancelled { leave(number) }
            }
        } onCancel: {
            leave(number)
        }
        return try answer.get()
    }

    private func leave(_ number: UInt64) {
        state.withLock { $0.board.leave(number) }?.resume(returning: .failure(.cancelled))
    }

    private func turnAway() {
        for waiter in state.withLock({ $0.board.turnAway() }) {
            waiter.resume(returning: .failure(.unanswered))
        }
    }

    private func fly(_ plan: FlightPlan<Value>) async {
        while true {
            let demand = state.withLock { $0.board.takeOff() }
            let answer = await FlightPatience.$current.withValue(FlightPatience { [self] in turnAway() }) {
                await plan.work(demand)
            }
            let brought = try? answer.get()
            let fingerprint = brought.flatMap { plan.token($0) }
            let landing = state.withLock { state in
                let landing = state.board.land(with: fingerprint) { minimum in
                    brought.map { plan.suits($0, minimum) } ?? true
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

    static var unanswered: SessionError {
        SessionError(.transient, "no answer came yet; it is waited for, and nothing else is sent meanwhile")
    }
}

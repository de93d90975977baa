import CarryoverCore
import Synchronization

/// The result of one call, settled by whoever comes first: the call or its deadline.
///
/// One task awaits it.
final class Outcome<Value: Sendable>: Sendable {
    typealias Answer = Result<Value, StoreError>

    /// How far the call had come when somebody settled it.
    enum Progress {
        case waiting, running, settled
    }

    private struct State {
        var progress = Progress.waiting
        var answer: Answer?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Notes that the call begins now.
    ///
    /// - Returns: Whether anybody still waits for it.
    func begin() -> Bool {
        state.withLock { state in
            guard state.progress == .waiting else { return false }
            state.progress = .running
            return true
        }
    }

    /// Settles the outcome, unless it is settled already.
    ///
    /// - Returns: How far the call had come.
    @discardableResult
    func settle(_ answer: Answer) -> Progress {
        let (progress, waiter) = state.withLock { state in
            let progress = state.progress
            guard progress != .settled else { return (progress, CheckedContinuation<Void, Never>?.none) }
            state.progress = .settled
            state.answer = answer
            defer { state.waiter = nil }
            return (progress, state.waiter)
        }
        waiter?.resume()
        return progress
    }

    /// Waits for the result; it is called once.
    func value() async throws(StoreError) -> Value {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                if state.answer == nil { state.waiter = continuation }
                return state.answer != nil
            }
            if isSettled { continuation.resume() }
        }
        // The answer goes through the lock, which is known to put things in order also to those who look for races, and
        // who waits gets the only copy: a lease or a secret shall not live on in here.
        let answer = state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
        guard let answer else {
            throw StoreError(.busy, operation: "wait", detail: "somebody else has taken the answer")
        }
        return try answer.get()
    }
}

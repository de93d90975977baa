import Synchronization

/// The first of several answers to one question; the later ones are not looked at.
final class FirstAnswer<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        case answered(Value)
    }

    private let state = Mutex(State.open)

    /// Answers, unless somebody has.
    func give(_ value: Value) {
        let waiter = state.withLock { state -> CheckedContinuation<Value, Never>? in
            switch state {
            case .answered: return nil
            case .open:
                state = .answered(value)
                return nil
            case .awaited(let waiter):
                state = .answered(value)
                return waiter
            }
        }
        waiter?.resume(returning: value)
    }

    /// Waits for the answer; one caller may do so, once.
    func wait() async -> Value {
        await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Value? in
                if case .answered(let value) = state { return value }
                state = .awaited(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}

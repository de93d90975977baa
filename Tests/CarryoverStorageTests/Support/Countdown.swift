import Synchronization

/// Gives one number at first, and the next one from the second time on.
final class Countdown: Sendable {
    private let state: Mutex<(first: Int32, isUsed: Bool)>

    init(_ first: Int32) { state = Mutex((first, false)) }

    func next() -> Int32 {
        state.withLock { state in
            defer { state.isUsed = true }
            return state.isUsed ? state.first + 1 : state.first
        }
    }
}

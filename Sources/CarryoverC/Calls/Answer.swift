// Semaphores may be used from any thread; on Linux their type does not say so yet.
@unsafe @preconcurrency import Dispatch
import Synchronization

/// What a task finds out for a thread that waits for it.
final class Answer<Value: Sendable>: Sendable {
    private let isThere = DispatchSemaphore(value: 0)
    private let value = Mutex<Value?>(nil)

    /// Gives the answer, once.
    func give(_ value: Value) {
        self.value.withLock { $0 = value }
        isThere.signal()
    }

    /// Waits for the answer.
    ///
    /// - Parameter milliseconds: How long; negative for as long as it takes.
    /// - Returns: `nil` when the deadline passed.
    func wait(_ milliseconds: Int64) -> Value? {
        if milliseconds < 0 {
            isThere.wait()
        } else {
            // Some ten years, which no addition of a deadline overflows at.
            let bounded = Int(min(milliseconds, 1 << 38))
            guard isThere.wait(timeout: .now() + .milliseconds(bounded)) == .success else { return nil }
        }
        return value.withLock { value in
            defer { value = nil }
            return value
        }
    }
}

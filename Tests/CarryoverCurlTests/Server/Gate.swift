import Foundation

/// Holds the threads of a server until a test opens it.
///
/// `@unchecked Sendable`: the flag is read and written under the condition's lock.
final class Gate: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOpen = false

    /// Lets everybody through, now and later.
    func open() {
        condition.withLock {
            isOpen = true
            condition.broadcast()
        }
    }

    /// Blocks the calling thread, which must be one of the test's own.
    func wait() {
        condition.withLock {
            while !isOpen { condition.wait() }
        }
    }
}

import Synchronization

/// A number that several tasks count up and down.
final class Counter: Sendable {
    private let number = Mutex(0)

    var value: Int { number.withLock { $0 } }

    /// Adds to the number and returns the result.
    @discardableResult
    func add(_ amount: Int = 1) -> Int {
        number.withLock { number in
            number += amount
            return number
        }
    }
}

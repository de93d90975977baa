package import Foundation
import Synchronization

/// The servers' clock: a base that may be the real one, and an offset that tests move.
package final class MockClock: Sendable {
    private let base: @Sendable () -> Date
    private let state = Mutex(0.0)

    /// Creates a clock.
    ///
    /// - Parameter base: Where the time comes from before the offset is added.
    package init(base: @escaping @Sendable () -> Date = { Date() }) {
        self.base = base
    }

    /// The servers' present time.
    package var now: Date {
        base().addingTimeInterval(offset)
    }

    /// Seconds that the servers' clock is ahead of its base.
    package var offset: Double {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    /// Moves the clock, forward with a positive number of seconds.
    package func advance(by seconds: Double) {
        state.withLock { $0 += seconds }
    }
}

public import FoundationEssentials

/// Where the library gets the time from, so that a test can hold it in its hand.
///
/// Two clocks are needed: the wall clock, which people and servers agree on and which may be stepped at any
/// moment, and the uptime, which only ever runs forward, also through suspend.
public protocol TimeSource: Sendable {
    /// The wall clock's reading, which may jump in either direction.
    var wall: Date { get }

    /// The time since the machine started, suspend included (Linux: `CLOCK_BOOTTIME`).
    var uptime: Duration { get }

    /// An identifier of this boot: uptimes may be compared only when it is equal.
    var bootID: String { get }

    /// Waits until an uptime is reached.
    ///
    /// - Parameters:
    ///   - uptime: The moment to wake up at.
    ///   - tolerance: How much later is good enough; a coarse value lets the kernel join wake-ups.
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func sleep(until uptime: Duration, tolerance: Duration) async throws
}

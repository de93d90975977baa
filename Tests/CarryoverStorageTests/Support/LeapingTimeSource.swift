import CarryoverCore
import FoundationEssentials
import Synchronization

/// A clock on which waiting takes no time: it leaps to the moment that is waited for.
final class LeapingTimeSource: TimeSource {
    private let now: Mutex<Duration>
    private let onSleep: @Sendable () -> Void

    init(onSleep: @escaping @Sendable () -> Void = {}) {
        now = Mutex(.seconds(1000))
        self.onSleep = onSleep
    }

    var wall: Date { Date(timeIntervalSince1970: 1_790_000_000) }
    var uptime: Duration { now.withLock(\.self) }
    var bootID: String { "boot" }

    func advance(by duration: Duration) { now.withLock { $0 += duration } }

    func sleep(until uptime: Duration, tolerance: Duration) async throws {
        try Task.checkCancellation()
        now.withLock { $0 = max($0, uptime) }
        onSleep()
        await Task.yield()
    }
}

import CarryoverCore
import FoundationEssentials
import Glibc

/// The machine's own clock, for what really has to happen in time.
struct UptimeTimeSource: TimeSource {
    var wall: Date { Date.now }

    var uptime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    var bootID: String { "this boot" }

    func sleep(until uptime: Duration, tolerance: Duration) async throws {
        try await ContinuousClock().sleep(for: uptime - self.uptime, tolerance: tolerance)
    }
}

import CarryoverCore
import FoundationEssentials

/// The machine's clocks, for locks that measure their patience.
struct Clock: TimeSource {
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now

    var wall: Date { Date.now }
    var uptime: Duration { clock.now - start }
    var bootID: String { "this boot" }

    func sleep(until uptime: Duration, tolerance: Duration) async throws {
        try await clock.sleep(until: start + uptime, tolerance: tolerance)
    }
}

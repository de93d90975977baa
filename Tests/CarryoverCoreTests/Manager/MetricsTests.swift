import CarryoverTesting
import Metrics
import MetricsTestKit
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct MetricsTests {
    /// A program sets the system up once; other tests that run meanwhile only make the numbers larger.
    private static let metrics: TestMetrics = {
        let metrics = TestMetrics()
        MetricsSystem.bootstrap(metrics)
        return metrics
    }()

    @Test("an app's metrics get events, failures and the time that refreshes take")
    func counts() async throws {
        let metrics = Self.metrics
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        try await manager.refresh()
        bench.provider.failAll(.refresh, with: RefreshBench.error(.refused))
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        let refreshed = try metrics.expectCounter("carryover.events", [("event", "session.refreshed")])
        #expect(refreshed.totalValue >= 1)
        let refused = try metrics.expectCounter("carryover.errors", [("code", "rejected")])
        #expect(refused.totalValue >= 1)
        #expect(try !metrics.expectTimer("carryover.refresh").values.isEmpty)
    }
}

import CarryoverTesting
import FoundationEssentials
import Synchronization
import Testing

@testable import CarryoverCore

/// The app decides by itself, or a remote flag does.
@Suite(.timeLimit(.minutes(10)))
struct RolloutDecisionTests {
    private let bench = Bench()

    private func start(_ ask: @escaping @Sendable () async -> RolloutCohort?) async throws -> StartReport {
        try await manager(ask).start()
    }

    private func manager(
        percentage: Double = 0,
        _ ask: @escaping @Sendable () async -> RolloutCohort?
    ) throws -> SessionManager {
        try bench.manager { configuration in
            configuration.rollout = Rollout(.rolling, percentage: percentage, campaign: "spring")
            configuration.rolloutDecision = RolloutDecision(timeout: .seconds(2), ask: ask)
        }
    }

    @Test("the answer counts, and not the percentage")
    func answer() async throws {
        #expect(try await start { .legacy }.state.name == "legacy")
        #expect(try await start { .new }.state.name == "active")
    }

    @Test(
        "without an answer the last one stands, and without any the legacy session stays",
        arguments: [true, false]
    )
    func noAnswer(hadOne: Bool) async throws {
        if hadOne {
            bench.transport.fail(1, .notDelivered)
            #expect(try await start { .new }.problem?.code == .deferred)
        }
        bench.time.advance(by: .seconds(61))
        #expect(try await start { nil }.state.name == (hadOne ? "active" : "legacy"))
    }

    @Test("an answer that does not come in time is not waited for")
    func late() async throws {
        let isCancelled = Mutex(false)
        let manager = try manager {
            await withTaskCancellationHandler {
                let stream = AsyncStream<RolloutCohort> { _ in }
                for await cohort in stream { return cohort }
                return nil
            } onCancel: {
                isCancelled.withLock { $0 = true }
            }
        }
        async let report = manager.start()
        await bench.time.sleepers(atLeast: 1)
        bench.time.advance(by: .seconds(2))
        #expect(await report.state.name == "legacy")
        #expect(isCancelled.withLock { $0 })
    }

    @Test("a closure that does not heed its cancellation is not waited for either")
    func deaf() async throws {
        let stuck = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let manager = try manager {
            await withCheckedContinuation { continuation in stuck.withLock { $0 = continuation } }
            return .new
        }
        async let report = manager.start()
        await bench.time.sleepers(atLeast: 1)
        bench.time.advance(by: .seconds(2))
        #expect(await report.state.name == "legacy")
        stuck.withLock { $0 }?.resume()
    }

    @Test("whoever went over is not asked again, and stays over")
    func staysOver() async throws {
        _ = try await start { .new }
        #expect(try await start { .legacy }.state.name == "active")
    }

    @Test("the status tells the cohort that was decided")
    func status() async throws {
        let manager = try manager(percentage: 100) { .legacy }
        await manager.start()
        #expect(await manager.status().cohort == .legacy)
    }
}

import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// For how long a revocation that fails is tried.
@Suite(.timeLimit(.minutes(10)))
struct OutboxAgeTests {
    private static let day = Duration.seconds(86_400)

    @Test("a window that is longer than the patience leaves all of the patience to the revocation")
    func longWindow() async throws {
        let bench = Bench()
        func start() async throws -> [SessionEvent] {
            try await bench.events {
                $0.rollout.rollbackWindow = Self.day * 100
                $0.migrationPolicy.abandonsRevocationsAfter = Self.day * 90
            } of: {
                await $0.start()
            }
        }
        _ = try await start()
        bench.transport.failAll(.notDelivered)
        bench.time.advance(by: Self.day * 100)
        #expect(try await start().compactMap(\.name).contains("legacy.revocation_deferred"))
        bench.time.advance(by: Self.day * 89)
        #expect(try await start().compactMap(\.name).contains("legacy.revocation_deferred"))
        #expect(await bench.record().outbox.count == 1)

        bench.time.advance(by: Self.day * 2)
        #expect(try await start().compactMap(\.name).contains("legacy.revocation_abandoned"))
        #expect(await bench.record().outbox.isEmpty)
        #expect(await bench.record().migration.step == .done)
        #expect(bench.servers.legacyRevocations.isEmpty)
    }

    @Test("what would end the session in use is not revoked, and that is said")
    func inUse() async throws {
        let bench = Bench()
        try await bench.manager { $0.rollout.rollbackWindow = .seconds(60) }.start()
        try await bench.change { record in
            guard let session = record.session else { return }
            let credential = LegacyCredential(accessToken: Secret("x"), refreshToken: session.refreshToken)
            record.outbox[0].target = .legacy(credential)
        }
        bench.time.advance(by: .seconds(60))
        let events = try await bench.events { await $0.start() }
        #expect(events.compactMap(\.name).contains("legacy.revocation_abandoned"))
        #expect(bench.servers.legacyRevocations.isEmpty)
        #expect(bench.servers.openSessions == 1)
    }
}

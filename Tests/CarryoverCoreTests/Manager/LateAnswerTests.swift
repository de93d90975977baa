import CarryoverTesting
import Testing

@testable import CarryoverCore

@Suite("An answer that takes longer than anybody waits", .timeLimit(.minutes(10)))
struct LateAnswerTests {
    /// A manager whose callers lose their patience when the bell rings.
    private func manager(_ bench: RefreshBench, _ patience: Bell) throws -> SessionManager {
        try bench.manager { $0.wait = { _ in await patience.wait() } }
    }

    @Test("is stored when it comes; callers are told before, and nothing else is sent meanwhile")
    func late() async throws {
        let (bench, patience) = (try await RefreshBench(), Bell())
        let manager = try manager(bench, patience)
        await manager.start()
        bench.time.advance(by: .seconds(3600))
        let events = manager.events
        bench.provider.hold()
        let calls = (0..<10).map { _ in Task { try await manager.accessToken() } }
        await bench.provider.calls(atLeast: 1)
        patience.ring()
        for call in calls {
            await #expect { try await call.value } throws: { ($0 as? SessionError)?.code == .transient }
        }
        // At once: the bell does not ring again.
        await #expect { try await manager.accessToken() } throws: {
            ($0 as? SessionError)?.code == .transient
        }
        await #expect { try await manager.refresh() } throws: { ($0 as? SessionError)?.code == .transient }
        #expect(bench.sent == ["refresh-0"])
        bench.provider.release()
        for await event in events { if event.name == "session.refreshed" { break } }
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-1")
        #expect(try await manager.accessToken().exposed == "access-1")
        #expect(try await manager.refresh().accessToken.exposed == "access-2")
        #expect(bench.sent == ["refresh-0", "refresh-1"])
    }

    @Test("costs nobody a token that lives")
    func livingToken() async throws {
        let (bench, patience) = (try await RefreshBench(), Bell())
        let manager = try manager(bench, patience)
        await manager.start()
        bench.time.advance(by: .seconds(3570))
        bench.provider.hold()
        let call = Task { try await manager.accessToken() }
        await bench.provider.calls(atLeast: 1)
        patience.ring()
        #expect(try await call.value.exposed == "access-0")
        #expect(try await manager.accessToken().exposed == "access-0")
        bench.provider.release()
    }

    @Test("does not hold up a start")
    func start() async throws {
        let (bench, patience) = (try await RefreshBench(), Bell())
        let manager = try manager(bench, patience)
        bench.time.advance(by: .seconds(3600))
        bench.provider.hold()
        let start = Task { await manager.start() }
        await bench.provider.calls(atLeast: 1)
        patience.ring()
        let report = await start.value
        #expect(report.problem?.code == .transient)
        #expect(report.state.name == "expired")
        bench.provider.release()
    }

    @Test("of the old provider does not hold up a start either, and the migration goes on when it comes")
    func legacyStart() async throws {
        let (bench, patience) = (Bench(legacyLifetime: .seconds(-10)), Bell())
        let manager = try bench.manager { $0.wait = { _ in await patience.wait() } }
        let events = manager.events
        bench.transport.hold()
        let start = Task { await manager.start() }
        await bench.transport.requests(atLeast: 1)
        patience.ring()
        let report = await start.value
        #expect(report.problem?.code == .transient)
        #expect(report.state.session == nil)
        bench.transport.release()
        for await event in events {
            if case .state(let state) = event, state.name == "active" { break }
        }
        #expect(bench.transport.requests(to: "/oauth/token").count == 1)
        #expect(await bench.record().session != nil)
    }

    @Test("is waited for two minutes where a refresh token is spent, and not elsewhere")
    func limits() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        bench.transport.forget()
        bench.time.advance(by: .seconds(4000))
        _ = try await manager.accessToken()
        try await manager.signOut()
        let refreshes = bench.transport.requests(to: "/auth/session/refresh")
        #expect(refreshes.map(\.timeout) == [.seconds(120)])
        let others = bench.transport.requests.filter { $0.endpoint.target != "/auth/session/refresh" }
        #expect(!others.isEmpty)
        #expect(others.allSatisfy { $0.timeout <= .seconds(15) })
    }

    @Test("a board turns away who waits and who comes, until the flight has landed")
    func board() {
        var board = FlightBoard<Int>()
        let nobody = board.turnAway()
        #expect(nobody.isEmpty && !board.isLate)
        let isStarting = [board.join(1, 1), board.join(2, 2)]
        #expect(isStarting == [true, false])
        _ = board.takeOff()
        let turnedAway = board.turnAway()
        #expect(turnedAway == [1, 2])
        #expect(board.isLate)
        let left = board.leave(1)
        #expect(left == nil)
        let landing = board.land(with: nil)
        #expect(landing.answered.isEmpty && !landing.fliesAgain)
        #expect(!board.isLate)
        let isNext = board.join(3, 3)
        #expect(isNext)
    }
}

import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// Commands that each run in a process of their own, at a server that asks for a pause.
@Suite(.timeLimit(.minutes(10)))
struct SharedPauseTests {
    private func answer(_ status: Int?, retryAfter: Duration? = nil) -> ProviderError {
        ProviderError(
            .transient,
            code: "http-error",
            status: status,
            endpoint: Bench.endpoint(Servers.api),
            retryAfter: retryAfter,
            mayHaveArrived: false
        )
    }

    /// An installation whose access token is over, and whose server fails like this.
    private func bench(_ error: ProviderError) async throws -> RefreshBench {
        let bench = try await RefreshBench()
        bench.time.advance(by: .seconds(3600))
        bench.provider.failAll(.refresh, with: error)
        return bench
    }

    private func ask(_ bench: RefreshBench) async throws {
        await #expect { try await bench.otherProcess().accessToken() } throws: {
            ($0 as? SessionError)?.code == .transient
        }
    }

    @Test("Retry-After holds for the processes that have not seen it, and no longer than it says")
    func retryAfter() async throws {
        let bench = try await bench(answer(429, retryAfter: .seconds(120)))
        for _ in 1...8 { try await ask(bench) }
        #expect(bench.provider.count(.refresh) == 1)
        bench.time.advance(by: .seconds(119))
        try await ask(bench)
        #expect(bench.provider.count(.refresh) == 1)
        bench.time.advance(by: .seconds(1))
        bench.provider.failAll(.refresh, with: nil)
        #expect(try await bench.otherProcess().accessToken().exposed == "access-1")
        #expect(await bench.bench.record().pause == nil)
    }

    @Test("failures in a row are counted over processes: each pause is twice the one before")
    func failuresInARow() async throws {
        let bench = try await bench(answer(503))
        // Half of two, four, eight and sixteen seconds, as the bench draws it.
        for (number, wait) in [1, 2, 4, 8].enumerated() {
            try await ask(bench)
            #expect(bench.provider.count(.refresh) == number + 1)
            bench.time.advance(by: .seconds(Double(wait) - 0.5))
            try await ask(bench)
            #expect(bench.provider.count(.refresh) == number + 1)
            bench.time.advance(by: .seconds(0.5))
        }
    }

    @Test("a pause is served out by the token that lives")
    func livingToken() async throws {
        let bench = try await RefreshBench()
        bench.time.advance(by: .seconds(3550))
        bench.provider.failAll(.refresh, with: answer(429, retryAfter: .seconds(600)))
        for _ in 1...3 { #expect(try await bench.otherProcess().accessToken().exposed == "access-0") }
        #expect(bench.provider.count(.refresh) == 1)
    }

    @Test("what came to no answer is no pause for another process: the network may be back")
    func noAnswer() async throws {
        let bench = try await bench(answer(nil))
        for _ in 1...3 { try await ask(bench) }
        #expect(bench.provider.count(.refresh) == 3)
        #expect(await bench.bench.record().pause == nil)
    }

    @Test("a wall clock that is set back makes no longer pause than an hour")
    func clockSetBack() async throws {
        let bench = try await bench(answer(429, retryAfter: .seconds(120)))
        try await ask(bench)
        bench.time.stepWall(by: .seconds(-86_400))
        try await ask(bench)
        #expect(bench.provider.count(.refresh) == 2)
    }

    @Test("a sign-in does not wait for the pause of the session before it")
    func signIn() async throws {
        let bench = try await bench(answer(429, retryAfter: .seconds(600)))
        try await ask(bench)
        try await bench.otherProcess().signIn(with: bench.provider.session(5, at: bench.time))
        bench.provider.failAll(.refresh, with: nil)
        #expect(try await bench.otherProcess().refresh().accessToken.exposed == "access-1")
    }

    @Test("a running process keeps to the pause that another one was told of, and asks when it is over")
    func runs() async throws {
        let bench = try await bench(answer(429, retryAfter: .seconds(120)))
        try await ask(bench)
        bench.provider.failAll(.refresh, with: nil)
        let manager = try bench.otherProcess()
        let run = Task { await manager.run() }
        defer { run.cancel() }
        await bench.time.sleepers(atLeast: 1)
        #expect(bench.provider.count(.refresh) == 1)
        bench.time.advance(by: .seconds(121))
        await bench.provider.calls(atLeast: 2)
    }
}

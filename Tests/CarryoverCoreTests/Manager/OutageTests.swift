import CarryoverTesting
import FoundationEssentials
import Synchronization
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct OutageTests {
    @Test("an hour without a server, at a call a second, costs at most forty requests")
    func hour() async throws {
        let bench = try await RefreshBench()
        bench.provider.failAll(.refresh, with: RefreshBench.error(.transient, mayHaveArrived: false))
        let manager = try bench.manager { $0.random = { Double.random(in: 0...1) } }
        await manager.start()
        bench.time.advance(by: .seconds(3600))
        for _ in 0..<3600 {
            await #expect(throws: SessionError.self) { try await manager.accessToken() }
            bench.time.advance(by: .seconds(1))
        }
        #expect(bench.provider.count(.refresh) <= 40)
        bench.provider.failAll(.refresh, with: nil)
        bench.time.advance(by: .seconds(300))
        #expect(try await manager.accessToken().exposed == "access-1")
    }

    @Test("the wait after failures is drawn from the whole of its range, and is never nothing")
    func fullJitter() {
        let policy = RefreshPolicy().backOff
        for count in 1...12 {
            let ceiling = policy.ceiling(afterFailures: count)
            let waits = [0, 0.25, 0.5, 1].map {
                policy.wait(afterFailures: count, retryAfter: nil, fraction: $0)
            }
            #expect(waits[1...] == [ceiling / 4, ceiling / 2, ceiling])
            #expect(waits[0] == .milliseconds(500))
        }
        #expect(policy.wait(afterFailures: 1, retryAfter: .seconds(60), fraction: 0) == .seconds(60))
    }

    struct Weather: Sendable {
        let isExpired: Bool
        let kind: ProviderError.Kind?
        /// The token that a caller gets, or `nil` for an error.
        let token: String?
        let state: String
    }

    @Test(
        "what a caller gets, by the token's age and the provider's answer",
        arguments: [
            Weather(isExpired: false, kind: nil, token: "access-1", state: "active"),
            Weather(isExpired: false, kind: .transient, token: "access-0", state: "active"),
            Weather(isExpired: false, kind: .configuration, token: "access-0", state: "active"),
            Weather(isExpired: false, kind: .refused, token: nil, state: "rejected"),
            Weather(isExpired: true, kind: nil, token: "access-1", state: "active"),
            Weather(isExpired: true, kind: .transient, token: nil, state: "expired"),
            Weather(isExpired: true, kind: .configuration, token: nil, state: "expired"),
            Weather(isExpired: true, kind: .refused, token: nil, state: "rejected"),
        ]
    )
    func matrix(_ row: Weather) async throws {
        let bench = try await RefreshBench()
        bench.provider.failAll(.refresh, with: row.kind.map { RefreshBench.error($0) })
        let manager = try bench.manager()
        await manager.restore()
        bench.time.advance(by: .seconds(row.isExpired ? 3600 : 3550))
        let token = try? await manager.accessToken()
        #expect(token?.exposed == row.token)
        #expect(manager.current.name == row.state)
        let stored = await bench.bench.record().session?.accessToken.exposed
        #expect(stored == (row.kind == .refused ? nil : row.token ?? "access-0"))
    }

    @Test("a pause is about one refresh token: a session that was stored since does not wait for it")
    func otherToken() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient, retryAfter: .seconds(600))])
        let manager = try bench.manager()
        await manager.start()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        try await bench.store(session: 9)
        #expect(try await manager.refresh(rejecting: Secret("access-9")).accessToken.exposed == "access-1")
        #expect(bench.sent == ["refresh-0", "refresh-9"])
    }

    @Test("a sign-out ends the pause, and a session after it begins without one")
    func signOut() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient, retryAfter: .seconds(600))])
        let manager = try bench.manager()
        await manager.start()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        try await manager.signOut(isLocal: true)
        await #expect { try await manager.accessToken() } throws: {
            ($0 as? SessionError)?.code == .signedOut
        }
        try await manager.signIn(with: bench.provider.session(5, at: bench.time))
        #expect(try await manager.refresh().accessToken.exposed == "access-1")
    }

    @Test("a refusal that cannot be written down ends the session all the same, with one request")
    func refusedAndFull() async throws {
        let bench = try await RefreshBench()
        bench.provider.failAll(.refresh, with: RefreshBench.error(.refused))
        let names = try await bench.names { manager in
            await manager.start()
            bench.time.advance(by: .seconds(3550))
            bench.provider.hold()
            async let first = manager.accessToken()
            await bench.provider.calls(atLeast: 1)
            bench.store.refusesWrites = true
            bench.provider.release()
            _ = try? await first
            for _ in 1...5 {
                await #expect { try await manager.accessToken() } throws: {
                    ($0 as? SessionError)?.code == .rejected
                }
            }
            #expect(manager.current == .rejected(code: "scripted-refused"))
        }
        #expect(bench.provider.count(.refresh) == 1)
        #expect(names.filter { $0 == "session.ended" }.count == 1)
    }

    @Test("a refusal of tokens that were never written does not bring the spent ones back")
    func refusedUnsaved() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        try await bench.refreshUnsaved(manager)
        // The tokens and the note cannot be written, and what comes after that can.
        bench.store.refuse(writes: 2)
        bench.provider.failAll(.refresh, with: RefreshBench.error(.refused))
        await #expect { try await manager.refresh() } throws: { ($0 as? SessionError)?.code == .rejected }
        #expect(bench.sent == ["refresh-0", "refresh-1"])
        #expect(manager.current.name == "rejected")
        #expect(await bench.bench.record().session == nil)
    }

    @Test("a token that is over when it comes is stored, told of, and not asked for in a loop")
    func expiredOnArrival() async throws {
        let bench = try await RefreshBench(lifetime: .zero)
        let manager = try bench.manager()
        await manager.restore()
        for _ in 1...50 {
            await #expect { try await manager.accessToken() } throws: {
                ($0 as? SessionError)?.code == .transient
            }
        }
        #expect(bench.sent == ["refresh-0"])
        #expect(await bench.bench.record().session?.refreshToken?.exposed == "refresh-1")
    }

    @Test(
        "with a token that lives nobody waits long for a process that keeps the lock",
        arguments: [true, false]
    )
    func stoppedHolder(isAlive: Bool) async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.restore()
        bench.time.advance(by: .seconds(isAlive ? 3550 : 3600))
        let lease = try await bench.bench.lock.acquire(patience: .zero)
        defer { lease.release() }
        let call = Task { try? await manager.accessToken().exposed }
        await bench.time.sleepers(atLeast: 1)
        bench.time.advance(by: .seconds(2))
        if !isAlive {
            #expect(bench.time.sleeperCount == 1, "without one it has the whole patience")
            bench.time.advance(by: .seconds(8))
        }
        #expect(await call.value == (isAlive ? "access-0" : nil))
    }

    @Test(
        "a network that comes back ends a pause for want of it, and no other one",
        arguments: [(true, 2), (false, 1)]
    )
    func network(isForWantOfNetwork: Bool, requests: Int) async throws {
        let bench = try await RefreshBench()
        let error =
            isForWantOfNetwork
            ? RefreshBench.error(.transient, mayHaveArrived: false)
            : ProviderError(
                .transient,
                code: "http-503",
                status: 503,
                endpoint: Bench.endpoint(Servers.api),
                retryAfter: .seconds(300)
            )
        bench.provider.fail(.refresh, with: [error])
        let changes = AsyncStream<Void>.makeStream()
        let manager = try bench.manager {
            $0.networkChanges = { changes.stream }
            $0.refreshPolicy.firstRetry = .seconds(300)
        }
        let events = manager.events
        let run = Task { await manager.run() }
        await bench.time.sleepers(atLeast: 1)
        bench.time.advance(by: .seconds(3540))
        await bench.provider.calls(atLeast: 1)
        changes.continuation.yield()
        if isForWantOfNetwork {
            for await event in events { if event.name == "session.refreshed" { break } }
        } else {
            await bench.time.sleepers(atLeast: 1)
        }
        #expect(bench.provider.count(.refresh) == requests)
        run.cancel()
        await run.value
    }
}

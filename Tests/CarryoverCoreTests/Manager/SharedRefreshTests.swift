import CarryoverTesting
import Dispatch
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct SharedRefreshTests {
    @Test("a thousand callers cost one request, over two managers of one process")
    func thousandCallers() async throws {
        let bench = try await RefreshBench()
        let managers = [try bench.manager(), try bench.manager()]
        for manager in managers { await manager.start() }
        bench.time.advance(by: .seconds(3600))
        bench.provider.hold()
        let calls = (0..<1000).map { number in
            Task { try await managers[number % 2].accessToken() }
        }
        await bench.provider.calls(atLeast: 1)
        bench.provider.release()
        for call in calls { #expect(try await call.value.exposed == "access-1") }
        #expect(bench.provider.count(.refresh) == 1)
    }

    @Test("one failure answers everybody, and nobody asks again at once")
    func sharedFailure() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3600))
        bench.provider.failAll(.refresh, with: RefreshBench.error(.transient))
        bench.provider.hold()
        let calls = (0..<100).map { _ in Task { try await manager.accessToken() } }
        await bench.provider.calls(atLeast: 1)
        bench.provider.release()
        for call in calls {
            await #expect { try await call.value } throws: { ($0 as? SessionError)?.code == .transient }
        }
        #expect(bench.provider.count(.refresh) == 1)
    }

    @Test(
        "a caller that is cancelled leaves at once and alone, be it the first or a later one",
        arguments: [0, 1]
    )
    func cancelled(which: Int) async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.provider.hold()
        let first = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 1)
        let second = Task { try await manager.refresh() }
        let calls = [first, second]
        calls[which].cancel()
        await #expect { try await calls[which].value } throws: { ($0 as? SessionError)?.code == .cancelled }
        bench.provider.release()
        #expect(try await calls[1 - which].value.accessToken.exposed == "access-1")
        #expect(bench.provider.count(.refresh) == 1)
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-1")
    }

    @Test("a refresh whose only caller left is waited for before the process ends, until it is stored")
    func settled() async throws {
        let bench = try await RefreshBench()
        let refreshes = RefreshesUnderWay()
        let manager = try bench.manager { $0.refreshesUnderWay = refreshes }
        await manager.start()
        #expect(refreshes.isSettled)
        bench.provider.hold()
        let call = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 1)
        call.cancel()
        await #expect(throws: SessionError.self) { try await call.value }
        #expect(!refreshes.isSettled)
        bench.provider.release()
        await refreshes.settle()
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-1")
    }

    @Test("what is not answered is waited for as well, and the pause after it is not")
    func settledAfterFailure() async throws {
        let bench = try await RefreshBench()
        let refreshes = RefreshesUnderWay()
        let manager = try bench.manager { $0.refreshesUnderWay = refreshes }
        await manager.start()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient, mayHaveArrived: false)])
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        #expect(refreshes.isSettled)
        #expect(await bench.bench.record().refreshIntent == nil)
    }

    @Test("a refresh whose only caller left is brought to its end and stored")
    func abandoned() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        let events = manager.events
        bench.provider.hold()
        let call = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 1)
        call.cancel()
        _ = await call.result
        bench.provider.release()
        for await event in events { if event.name == "session.refreshed" { break } }
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-1")
        #expect(try await manager.accessToken().exposed == "access-1")
    }

    @Test("who saw a token refused is never answered with it, whatever refresh was under way")
    func forcedWhileAdopting() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3600))
        let lease = try await bench.bench.lock.acquire(patience: .zero)
        let ordinary = Task { try await manager.accessToken() }
        await bench.time.sleepers(atLeast: 1)
        try await bench.store(session: 9)
        let forced = Task { try await manager.refresh(rejecting: Secret("access-9")) }
        lease.release()
        #expect(try await forced.value.accessToken.exposed == "access-1")
        #expect(["access-9", "access-1"].contains(try await ordinary.value.exposed))
        #expect(bench.sent == ["refresh-9"])
    }

    @Test("a provider that brings the refused token once more is asked once, and the token is no answer")
    func refusedOnceMore() async throws {
        let bench = try await RefreshBench()
        // Its first token is the one that is in use already.
        try await bench.store(session: 1)
        let manager = try bench.manager()
        await #expect { try await manager.refresh(rejecting: Secret("access-1")) } throws: {
            ($0 as? SessionError)?.code == .transient
        }
        #expect(bench.sent == ["refresh-1"])
        #expect(try await manager.refresh(rejecting: Secret("access-1")).accessToken.exposed == "access-2")
    }

    @Test(
        "two accounts in one process share neither a refresh, nor a pause, nor tokens that could not be written"
    )
    func twoAccounts() async throws {
        let (one, other) = (try await RefreshBench(), try await RefreshBench())
        let managers = (try one.manager(), try other.manager())
        await managers.0.start()
        await managers.1.start()
        // From now on their tokens have different numbers.
        #expect(try await managers.1.refresh().accessToken.exposed == "access-1")

        one.provider.hold()
        async let first = managers.0.refresh()
        await one.provider.calls(atLeast: 1)
        async let second = managers.1.refresh()
        for _ in 1...100_000 where other.provider.count(.refresh) < 2 { await Task.yield() }
        #expect(other.provider.count(.refresh) == 2, "it waits for another account's refresh")
        one.provider.release()
        #expect(try await first.accessToken.exposed == "access-1")
        #expect(try await second.accessToken.exposed == "access-2")

        one.store.refusesWrites = true
        one.provider.failAll(.refresh, with: RefreshBench.error(.transient))
        await #expect(throws: SessionError.self) { try await managers.0.refresh() }
        #expect(managers.0.isPersistenceDegraded == false)
        one.store.refusesWrites = false
        await #expect(throws: SessionError.self) { try await managers.0.refresh() }
        #expect(try await managers.1.refresh().accessToken.exposed == "access-3")

        one.provider.failAll(.refresh, with: nil)
        one.time.advance(by: .seconds(3600))
        one.provider.hold()
        async let unwritten = managers.0.refresh()
        await one.provider.calls(atLeast: 3)
        one.store.refusesWrites = true
        one.provider.release()
        _ = try await unwritten
        #expect(managers.0.isPersistenceDegraded)
        #expect(!managers.1.isPersistenceDegraded)

        other.provider.failAll(.refresh, with: RefreshBench.error(.refused))
        await #expect(throws: SessionError.self) { try await managers.1.refresh() }
        #expect(managers.1.current.name == "rejected")
        #expect(managers.0.current.name == "active")
    }

    @Test("four times as many callers cost about four times as much")
    func manyCallers() async throws {
        // The square of it would be sixteen times as much. FlightBoardTests/linear holds the list itself to it.
        let factor = try await Growth.factor(from: 5_000, to: 20_000, bound: 10) {
            try await time(callers: $0)
        }
        #expect(factor <= 10)
    }

    private func time(callers count: Int) async throws -> Duration {
        let flight = Flight<Int>()
        let gate = AsyncStream<Void>.makeStream()
        let clock = ContinuousClock()
        let start = clock.now
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count {
                group.addTask {
                    try await flight.join {
                        FlightPlan { _ in
                            for await _ in gate.stream { break }
                            return .success(1)
                        }
                    }
                }
            }
            gate.continuation.finish()
            return try await group.reduce(0, +)
        }
        #expect(sum == count)
        return clock.now - start
    }

    @Test("callers that come, go and force at random are each answered once, and never with an older token")
    func stress() async throws {
        let bench = try await RefreshBench()
        let (listeners, answers): ([Task<[Int], Never>], [Int])
        do {
            let managers = [try bench.manager(), try bench.manager()]
            for manager in managers { await manager.start() }
            listeners = managers.map { manager in
                let events = manager.events
                return Task { await Self.tokens(told: events) }
            }
            answers = await withTaskGroup(of: Int.self) { group in
                for number in 0..<1000 {
                    group.addTask { [manager = managers[number % 2]] in
                        if number % 5 == 0 { bench.time.advance(by: .seconds(1)) }
                        return await Self.ask(manager, number)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        let last = bench.provider.count(.refresh)
        #expect(answers.max() == last)
        // No refresh token was ever sent twice, and each was that of the token before.
        #expect(bench.sent == (0..<last).map { "refresh-\($0)" })
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-\(last)")
        for listener in listeners {
            let tokens = await listener.value
            #expect(tokens == tokens.sorted(), "an older token came back")
            #expect(tokens.last == last)
        }
    }

    /// Asks for a token in one of four ways, and returns its number.
    private static func ask(_ manager: SessionManager, _ number: Int) async -> Int {
        let before = Self.number(of: manager.currentAccessToken)
        let call = Task { () -> Secret in
            switch number % 4 {
            case 0: try await manager.accessToken()
            case 1: try await manager.accessToken(minTTL: .seconds(3239))
            case 2: try await manager.refresh().accessToken
            default: try await manager.refresh(rejecting: Secret("access-\(before)")).accessToken
            }
        }
        let isCancelled = number % 3 == 0
        if isCancelled { call.cancel() }
        switch await call.result {
        case .success(let token):
            let answer = Self.number(of: token)
            // Who wants another token gets a newer one.
            #expect(answer >= (number % 4 < 2 ? before : before + 1))
            #expect(Self.number(of: manager.currentAccessToken) >= answer, "an older token came back")
            return answer
        case .failure(let error):
            #expect(isCancelled && (error as? SessionError)?.code == .cancelled, "\(error)")
            return 0
        }
    }

    private static func number(of token: Secret?) -> Int {
        (token?.exposed.split(separator: "-").last).flatMap { Int($0) } ?? -1
    }

    /// The numbers of the tokens that a manager has told of, in order.
    private static func tokens(told events: AsyncStream<SessionEvent>) async -> [Int] {
        var numbers: [Int] = []
        for await event in events {
            if case .state(let state) = event { numbers.append(number(of: state.session?.accessToken)) }
        }
        return numbers
    }

    @Test("who comes during a refresh and needs a longer life than was asked for gets it")
    func longerLife() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3600))
        let lease = try await bench.bench.lock.acquire(patience: .zero)
        let ordinary = Task { try await manager.accessToken() }
        await bench.time.sleepers(atLeast: 1)
        // Another process stores a token with 100 of its 1000 seconds left.
        let lifetime = TokenLifetime(.seconds(1000), from: bench.time)
        bench.time.advance(by: .seconds(9))
        let aged = TokenLifetime(
            duration: lifetime.duration,
            receivedAt: lifetime.receivedAt.addingTimeInterval(-891),
            receivedUptime: lifetime.receivedUptime - .seconds(891),
            bootID: lifetime.bootID
        )
        try await bench.bench.change {
            $0.session = Session(
                accessToken: Secret("access-9"),
                refreshToken: Secret("refresh-9"),
                lifetime: aged
            )
        }
        let demanding = Task { try await manager.accessToken(minTTL: .seconds(800)) }
        lease.release()
        #expect(try await demanding.value.exposed == "access-1")
        #expect(["access-9", "access-1"].contains(try await ordinary.value.exposed))
        #expect(bench.sent == ["refresh-9"])
    }

    @Test("a sign-in during a refresh wins: its session stays, and the tokens that come too late are revoked")
    func signInDuringRefresh() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.provider.hold()
        let refreshed = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 1)
        async let signedIn: Void = manager.signIn(with: bench.provider.session(50, at: bench.time))
        // The lock is the refresh's, so that the revocation of the session before waits for it.
        await bench.time.sleepers(atLeast: 1)
        bench.provider.release()
        // Who asked for the user before gets no token of theirs any more, and it is in nobody's hands.
        switch await refreshed.result {
        case .success(let session): #expect(session.accessToken.exposed == "access-50")
        case .failure(let error): #expect((error as? SessionError)?.code == .superseded, "\(error)")
        }
        #expect(manager.currentAccessToken?.exposed == "access-50")
        try await signedIn
        #expect(try await manager.accessToken().exposed == "access-50")
        #expect(await bench.bench.record().session?.refreshToken?.exposed == "refresh-50")
        bench.time.advance(by: .seconds(31))
        await manager.start()
        let revoked = bench.provider.calls.filter { $0.operation == .revoke }.compactMap { $0.token?.exposed }
        #expect(Set(revoked) == ["access-0", "access-1"])
    }

    @Test("as many callers as there are cores, four times over, starve nobody")
    func starvation() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.provider.hold()
        let waiting = (0..<64).map { _ in Task { try await manager.refresh() } }
        await bench.provider.calls(atLeast: 1)
        // Every thread would be taken if one waiter kept one.
        let free = Task { manager.currentAccessToken?.exposed }
        #expect(await free.value == "access-0")
        bench.provider.release()
        for call in waiting { #expect(try await call.value.accessToken.exposed == "access-1") }
    }

    @Test("while the main actor is busy, a token is refreshed all the same")
    @MainActor
    func mainActor() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        let finished = DispatchSemaphore(value: 0)
        let call = Task.detached {
            defer { finished.signal() }
            await manager.start()
            bench.time.advance(by: .seconds(3600))
            return try await manager.accessToken().exposed
        }
        // Whatever needs the main actor comes to nothing meanwhile.
        #expect(Self.block(until: finished) == .success)
        #expect(try await call.value == "access-1")
        // And the main actor gets its token like anybody else.
        #expect(try await manager.accessToken().exposed == "access-1")
        #expect(manager.currentAccessToken?.exposed == "access-1")
    }

    @MainActor
    private static func block(until finished: DispatchSemaphore) -> DispatchTimeoutResult {
        finished.wait(timeout: .now() + 300)
    }
}

import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct LostAnswerTests {
    struct Case: Sendable {
        let name: String
        var isNoted = true
        var age = 10.0
        var window: Duration?
        var hasLivingToken = true
        let expected: RefreshRepetition
    }

    static let cases = [
        Case(name: "never sent", isNoted: false, expected: .first),
        Case(name: "no window, the access token lives", expected: .putOff),
        Case(name: "no window, the access token is over", hasLivingToken: false, expected: .again),
        Case(name: "inside the window", window: .seconds(10), expected: .again),
        Case(name: "just outside of it", age: 10.001, window: .seconds(10), expected: .putOff),
        Case(
            name: "outside, the access token is over",
            age: 11,
            window: .seconds(10),
            hasLivingToken: false,
            expected: .again
        ),
        Case(name: "a clock that was set back", age: -1, window: .seconds(10), expected: .putOff),
    ]

    @Test("what a note of an earlier refresh means", arguments: cases)
    func decides(_ row: Case) {
        let (token, now) = (Fingerprint(of: Secret("r")), Date(timeIntervalSince1970: 1_000_000))
        let noted = Fingerprint(of: Secret(row.isNoted ? "r" : "another"))
        let repetition = RefreshRepetition(
            of: token,
            after: RefreshIntent(token: noted, startedAt: now.addingTimeInterval(-row.age)),
            window: row.window,
            hasLivingToken: row.hasLivingToken,
            now: now
        )
        #expect(repetition == row.expected, "\(row.name)")
    }

    @Test("outside the window a token that may be spent is sent again at the access token's end only")
    func putOff() async throws {
        let bench = try await RefreshBench(reuseWindow: nil)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3545))
        #expect(try await manager.accessToken().exposed == "access-0")
        bench.time.advance(by: .seconds(50))
        for manager in [manager, try bench.otherProcess()] {
            #expect(try await manager.accessToken().exposed == "access-0")
        }
        #expect(bench.sent == ["refresh-0"])
        bench.time.advance(by: .seconds(10))
        #expect(try await manager.accessToken().exposed == "access-1")
        #expect(bench.sent == ["refresh-0", "refresh-0"])
    }

    @Test("there it is sent once more, and a refusal is told as what it is, with one event")
    func triedOnce() async throws {
        let bench = try await RefreshBench(reuseWindow: nil)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient), RefreshBench.error(.refused)])
        let names = try await bench.names { manager in
            await manager.start()
            bench.time.advance(by: .seconds(3545))
            _ = try await manager.accessToken()
            bench.time.advance(by: .seconds(60))
            await #expect { try await manager.accessToken() } throws: {
                ($0 as? SessionError)?.code == .lostAnswer
            }
            for _ in 1...5 { await #expect(throws: SessionError.self) { try await manager.accessToken() } }
        }
        #expect(bench.sent == ["refresh-0", "refresh-0"])
        #expect(names.filter { $0 == "session.ended" }.count == 1)
    }

    @Test("inside the window it is sent again as soon as the pause is over")
    func insideWindow() async throws {
        let bench = try await RefreshBench(reuseWindow: .seconds(30))
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3545))
        _ = try await manager.accessToken()
        bench.time.advance(by: .seconds(10))
        #expect(try await manager.accessToken().exposed == "access-1")
    }

    @Test("an app that saw the access token refused does not wait for its end")
    func refusedToken() async throws {
        let bench = try await RefreshBench(reuseWindow: nil)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        await manager.start()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        bench.time.advance(by: .seconds(10))
        #expect(try await manager.refresh(rejecting: Secret("access-0")).accessToken.exposed == "access-1")
    }

    @Test("who asks for another token has seen none refused: the refresh token is not sent again")
    func askedTwice() async throws {
        let bench = try await RefreshBench(reuseWindow: nil)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        await #expect(throws: SessionError.self) { try await bench.otherProcess().refresh() }
        for _ in 1...3 {
            bench.time.advance(by: .seconds(400))
            await #expect { try await bench.otherProcess().refresh() } throws: {
                ($0 as? SessionError)?.code == .transient
            }
        }
        #expect(bench.sent == ["refresh-0"])
        #expect(try await bench.otherProcess().accessToken().exposed == "access-0")
        bench.time.advance(by: .seconds(2400))
        #expect(try await bench.otherProcess().refresh().accessToken.exposed == "access-1")
    }

    @Test("a 401 while the token lives is no reason either to send it again", arguments: [true, false])
    func answered401(hasKnownLife: Bool) async throws {
        let bench = try await RefreshBench(lifetime: hasKnownLife ? .seconds(3600) : nil, reuseWindow: nil)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        bench.time.advance(by: .seconds(400))
        bench.bench.transport.fail(1, .answered(.json(401, "{}")))
        let me = HTTPRequest(.get, Bench.endpoint(Servers.api + "/me"))
        if hasKnownLife {
            await #expect { try await manager.send(me) } throws: { ($0 as? SessionError)?.code == .transient }
            #expect(bench.sent == ["refresh-0"])
        } else {
            // There the refusal is all that tells of the token's end.
            _ = try await manager.send(me)
            #expect(bench.sent == ["refresh-0", "refresh-0"])
        }
        #expect(manager.current.name == "active")
    }

    @Test("a running manager waits for the access token's end, and then asks")
    func runs() async throws {
        let bench = try await RefreshBench(reuseWindow: nil)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        let run = Task { await manager.run() }
        defer { run.cancel() }
        await bench.time.sleepers(atLeast: 1)
        bench.time.advance(by: .seconds(3540))
        await bench.provider.calls(atLeast: 1)
        var steps = 0
        while bench.provider.count(.refresh) == 1, steps < 100 {
            await bench.time.sleepers(atLeast: 1)
            #expect(manager.currentAccessToken != nil || bench.time.uptime >= .seconds(13_600))
            bench.time.advance(by: .seconds(1))
            steps += 1
            if bench.time.uptime >= .seconds(13_601) { await bench.provider.calls(atLeast: 2) }
        }
        #expect(bench.time.uptime >= .seconds(13_600))
    }

    // MARK: The legacy session

    /// An installation that stays with the old provider, whose answer to a refresh was lost.
    private func legacy(lifetime: Duration) async throws -> Bench {
        let bench = Bench(legacyLifetime: lifetime)
        bench.transport.fail(1, .answerLost)
        let manager = try bench.manager { $0.rollout.strategy = .off }
        await manager.start()
        #expect(bench.transport.requests(to: "/oauth/token").count == 1)
        #expect(await bench.record().refreshIntent?.isLegacy == true)
        bench.transport.forget()
        return bench
    }

    @Test("a legacy access token that lives is used before a refresh token that may be spent")
    func legacyPutOff() async throws {
        let bench = try await legacy(lifetime: .seconds(30))
        let manager = try bench.manager { $0.rollout.strategy = .off }
        let report = await manager.start()
        #expect(report.state.name == "legacy")
        #expect(try await manager.accessToken().exposed == "legacy-access-1")
        #expect(bench.transport.requests.isEmpty)
        bench.time.advance(by: .seconds(31))
        _ = try? await manager.accessToken()
        #expect(bench.transport.requests(to: "/oauth/token").count == 1)
    }

    @Test("a migration offers the legacy access token that lives, and does not send the refresh token again")
    func migratesWithLivingToken() async throws {
        let bench = try await legacy(lifetime: .seconds(30))
        let report = try await bench.manager().start()
        #expect(report.state.name == "active")
        #expect(bench.transport.requests(to: "/oauth/token").isEmpty)
    }

    @Test("a legacy refresh that never left is no lost answer")
    func legacyNeverLeft() async throws {
        let bench = Bench(legacyLifetime: .seconds(30))
        bench.transport.fail(1, .notDelivered)
        let manager = try bench.manager { $0.rollout.strategy = .off }
        await manager.start()
        #expect(await bench.record().refreshIntent == nil)
    }
}

import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct RolloutTests {
    private func cohort(_ percentage: Double, _ id: String, campaign: String = "spring") -> RolloutCohort {
        var record = RolloutRecord()
        record.installationID = id
        return Rollout(.rolling, percentage: percentage, campaign: campaign).cohort(of: record)
    }

    @Test("the share of a hundred thousand installations is the percentage", arguments: [0.0, 10, 50, 100])
    func shares(percentage: Double) {
        let share = (0..<100_000).count { cohort(percentage, "installation-\($0)") == .new }
        #expect(abs(Double(share) - percentage * 1000) <= (percentage == 0 || percentage == 100 ? 0 : 600))
    }

    @Test("raising the percentage only adds, and another campaign draws anew")
    func onlyAdds() {
        var moved = 0
        for number in 0..<10_000 {
            let id = "installation-\(number)"
            let cohorts = [1.0, 10, 33, 66, 100].map { cohort($0, id) == .new }
            #expect(cohorts == cohorts.sorted { !$0 && $1 })
            if cohort(50, id) != cohort(50, id, campaign: "autumn") { moved += 1 }
        }
        #expect((4_500...5_500).contains(moved))
    }

    @Test("an installation that went over stays over, whatever the percentage becomes")
    func sticky() {
        var record = RolloutRecord()
        record.installationID = "one"
        record.campaign = "spring"
        record.cohort = .new
        #expect(Rollout(.rolling, percentage: 0, campaign: "spring").cohort(of: record) == .new)
        #expect(Rollout(.rolling, percentage: 0, campaign: "autumn").cohort(of: record) == .legacy)
        #expect(Rollout(.off).cohort(of: record) == .legacy)
        #expect(
            Rollout(.rolling, percentage: 100).cohort(of: RolloutRecord()) == .legacy,
            "nobody without an id"
        )
    }

    @Test(
        "odd percentages are read as the nearest possible",
        arguments: [(-5.0, 0), (.nan, 0), (250, 10_000), (0.01, 1), (99.99, 9_999)]
    )
    func oddPercentages(percentage: Double, buckets: Int) {
        let ids = (0..<40_000).map { "installation-\($0)" }
        let inside = Set(
            ids.filter { cohort(percentage, $0) == .new }.map {
                Rollout.bucket(campaign: "spring", installationID: $0)
            }
        )
        #expect(inside.allSatisfy { $0 < UInt64(buckets) })
        #expect(buckets < 100 || inside.count > buckets / 2)
    }

    @Test(
        "with a share of nothing the legacy session is the one in use, and nothing is sent",
        arguments: [Rollout.Strategy.off, .rolling]
    )
    func legacyCohort(_ strategy: Rollout.Strategy) async throws {
        let bench = Bench()
        let manager = try bench.manager { $0.rollout = Rollout(strategy, percentage: 0) }
        let report = await manager.start()
        #expect(report.problem == nil)
        #expect(report.state.name == "legacy")
        #expect(try await manager.accessToken() == bench.source.credential?.accessToken)
        #expect(bench.transport.requests.isEmpty)
        #expect(await manager.status().cohort == .legacy)
    }

    @Test("an installation keeps its number, so that the share it falls into stays the same")
    func keepsItsNumber() async throws {
        let bench = Bench()
        try await bench.manager { $0.rollout = Rollout(.rolling, percentage: 0) }.start()
        let id = await bench.record().rollout.installationID
        #expect(id != nil)
        try await bench.manager { $0.rollout = Rollout(.rolling, percentage: 0) }.start()
        #expect(await bench.record().rollout.installationID == id)
        let report = try await bench.manager { $0.rollout = Rollout(.rolling, percentage: 100) }.start()
        #expect(report.state.name == "active")
        #expect(await bench.record().rollout.cohort == .new)
    }

    @Test("an installation that has begun to go over goes on, although the share has become smaller")
    func goesOn() async throws {
        let bench = Bench()
        func start(_ percentage: Double, _ strategy: Rollout.Strategy = .rolling) async throws -> StartReport
        {
            try await bench.manager { $0.rollout = Rollout(strategy, percentage: percentage) }
                .start(retryingNow: true)
        }
        bench.transport.failAll(.answerLost)
        #expect(try await start(100).problem?.code == .deferred)
        bench.transport.failAll(nil)
        #expect(try await start(0, .off).state.name == "legacy", "the kill switch holds for everybody")
        #expect(try await start(0).state.name == "active")
        #expect(bench.servers.openSessions == 1)
    }

    @Test("in the legacy cohort the legacy session is refreshed like a new one, and written back")
    func legacyRefresh() async throws {
        let bench = Bench(legacyLifetime: .seconds(30))
        let manager = try bench.manager { $0.rollout = Rollout(.off) }
        #expect(await manager.start().state.name == "legacy")
        #expect(bench.source.credential?.refreshToken?.exposed == "legacy-refresh-2")
        #expect(try await manager.accessToken().exposed == "legacy-access-2")

        bench.time.advance(by: .seconds(3580))
        #expect(try await manager.accessToken().exposed == "legacy-access-3")
        #expect(bench.source.credential?.refreshToken?.exposed == "legacy-refresh-3")
        #expect(bench.transport.requests.count == 2)
        let answer = try await manager.send(HTTPRequest(.get, Bench.endpoint(Servers.api + "/me")))
        #expect(answer.body.exposed == #"{"user":"legacy"}"#)
    }

    @Test("the old provider's Retry-After holds for processes that have not seen it")
    func legacyPause() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        bench.transport.failAll(.answered(.json(429, "{}", ["Retry-After": "120"])))
        func ask() async throws {
            let manager = try bench.manager { $0.rollout = Rollout(.off) }
            #expect(await manager.start().problem?.code == .transient)
            await #expect(throws: SessionError.self) { try await manager.accessToken() }
        }
        for _ in 1...4 { try await ask() }
        #expect(bench.transport.requests.count == 1)
        bench.time.advance(by: .seconds(121))
        bench.transport.failAll(nil)
        let manager = try bench.manager { $0.rollout = Rollout(.off) }
        #expect(try await manager.accessToken().exposed == "legacy-access-2")
        #expect(await bench.record().pause == nil)
    }

    @Test("a legacy refresh token alone is refreshed before anybody gets a token, and never handed out empty")
    func refreshTokenAlone() async throws {
        let bench = Bench()
        let whole = bench.source.credential
        bench.source.put(LegacyCredential(refreshToken: whole?.refreshToken))
        bench.transport.fail(1, .notDelivered)
        let manager = try bench.manager { $0.rollout = Rollout(.off) }
        #expect(await manager.start().problem?.code == .transient)
        #expect(manager.currentAccessToken == nil)
        await #expect(throws: SessionError.self) { try await manager.accessToken() }
        bench.time.advance(by: .seconds(10))
        #expect(try await manager.accessToken().exposed == "legacy-access-2")
    }

    @Test("a legacy refresh that is refused is asked once, ends with one event, and then there is silence")
    func legacyRefused() async throws {
        let bench = Bench(legacyLifetime: .seconds(30))
        bench.transport.failAll(.answered(.json(400, #"{"error":"invalid_grant"}"#)))
        let events = try await bench.events {
            $0.rollout = Rollout(.off)
        } of: { manager in
            await manager.start()
            let token = try await manager.accessToken()
            #expect(token.exposed == "legacy-access-1", "it still lives")
            #expect(bench.transport.requests.count == 1)
            bench.time.advance(by: .seconds(3600))
            for _ in 1...5 {
                await #expect { try await manager.accessToken() } throws: {
                    ($0 as? SessionError)?.code == .rejected
                }
            }
            #expect(bench.transport.requests.count == 2)
            #expect(manager.current.name == "rejected")
        }
        #expect(events.compactMap(\.name).filter { $0 == "session.ended" }.count == 1)
        #expect(bench.source.credential != nil)
    }

    @Test("all at once ends the legacy session and asks for a new sign-in, once")
    func allAtOnce() async throws {
        let bench = Bench()
        let report = try await bench.manager { $0.rollout = Rollout(.allAtOnce) }.start()
        #expect(report.state == .signedOut(.cutover))
        #expect(report.problem?.code == .signedOut)
        #expect(bench.source.credential == nil)
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
        #expect(bench.transport.requests(to: "/migrate-session").isEmpty)

        bench.transport.forget()
        let events = try await bench.events {
            $0.rollout = Rollout(.allAtOnce)
        } of: {
            await $0.start()
        }
        #expect(events.compactMap(\.name) == ["store.opened"])
        #expect(bench.transport.requests.isEmpty)
    }

    @Test("all at once leaves a session alone that is the new provider's already")
    func allAtOnceWithSession() async throws {
        let bench = Bench()
        try await bench.manager().start()
        let report = try await bench.manager { $0.rollout = Rollout(.allAtOnce) }.start()
        #expect(report.state.name == "active")
    }

    @Test(
        "a policy that keeps the legacy session alive erases it here and revokes nothing",
        arguments: [0, 3600]
    )
    func keepsLegacyAlive(window: Int) async throws {
        let bench = Bench()
        func start() async throws {
            try await bench.manager { configuration in
                configuration.migrationPolicy.revokesLegacy = false
                configuration.rollout.rollbackWindow = .seconds(window)
            }.start()
        }
        try await start()
        bench.time.advance(by: .seconds(window + 1))
        try await start()
        #expect(bench.source.credential == nil)
        #expect(bench.servers.legacyRevocations.isEmpty)
        #expect(await bench.record().migration.step == .done)
    }
}

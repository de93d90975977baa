import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct MigrationFailureTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let fault: ScriptedTransport.Fault
        let code: String
        var testDescription: String { name }
    }

    static let html: HTTPFields = ["Content-Type": "text/html"]
    static let cases = [
        Case(
            name: "2xx without tokens",
            fault: .answered(.json(200, #"{"status":"OK"}"#)),
            code: "no-tokens"
        ),
        Case(name: "2xx of something else", fault: .answered(.json(200, "{}")), code: "incomplete-answer"),
        Case(
            name: "a captive portal",
            fault: .answered(HTTPResponse(status: 200, fields: html, body: Secret("<html>"))),
            code: "not-the-provider"
        ),
        Case(
            name: "a portal's 401",
            fault: .answered(HTTPResponse(status: 401, fields: html, body: Secret("<html>"))),
            code: "not-the-provider"
        ),
        Case(name: "500", fault: .answered(.json(500, "{}")), code: "http-500"),
        Case(name: "503", fault: .answered(.json(503, "{}", ["Retry-After": "30"])), code: "http-503"),
        Case(name: "408", fault: .answered(.json(408, "{}")), code: "http-408"),
        Case(name: "425", fault: .answered(.json(425, "{}")), code: "http-425"),
        Case(name: "429", fault: .answered(.json(429, "{}")), code: "http-429"),
        Case(name: "403", fault: .answered(.json(403, "{}")), code: "http-403"),
        Case(name: "404", fault: .answered(.json(404, "{}")), code: "http-404"),
        Case(
            name: "a redirect",
            fault: .answered(.json(302, "{}", ["Location": "https://e.example"])),
            code: "http-302"
        ),
        Case(name: "not delivered", fault: .notDelivered, code: "unreachable"),
        Case(name: "answer lost", fault: .answerLost, code: "connection-lost"),
    ]

    @Test("what may pass defers the migration and leaves the legacy session in use", arguments: cases)
    func defers(_ failure: Case) async throws {
        let bench = Bench()
        let legacy = try #require(bench.source.credential)
        bench.transport.failAll(failure.fault)
        let manager = try bench.manager()

        let report = await manager.start()

        #expect(report.problem?.code == .deferred)
        #expect(report.state.name == "legacy")
        #expect(try await manager.accessToken() == legacy.accessToken)
        #expect(bench.source.credential == legacy)
        #expect(bench.servers.legacyRevocations.isEmpty)
        let status = await manager.status()
        #expect(status.migrationStep == .deferred)
        #expect(status.lastError == failure.code)
        let wait = try #require(status.retryAt).timeIntervalSince(bench.time.wall)
        #expect((30.0...60.0).contains(wait), "a minute at most after a first failure")

        bench.transport.failAll(nil)
        bench.transport.forget()
        let early = try await bench.manager().start()
        #expect(bench.transport.requests.isEmpty, "its time has not come")
        #expect(early.problem?.code == .deferred)
        bench.time.advance(by: .seconds(61))
        #expect(try await bench.manager().start().state.name == "active")
    }

    @Test("asking for it now does not wait for the time of the next attempt")
    func retryingNow() async throws {
        let bench = Bench()
        bench.transport.fail(1, .notDelivered)
        try await bench.manager().start()
        #expect(try await bench.manager().start(retryingNow: true).state.name == "active")
    }

    @Test("the wait between starts doubles up to an hour, and a server cannot make it longer")
    func deferralsGrow() async throws {
        let bench = Bench(legacyLifetime: .seconds(86_400))
        bench.transport.failAll(.answered(.json(503, "{}", ["Retry-After": "86400"])))
        var waits: [Double] = []
        for _ in 1...8 {
            try await bench.manager().start(retryingNow: true)
            let retryAt = try #require(await bench.record().migration.retryAt)
            waits.append(retryAt.timeIntervalSince(bench.time.wall))
        }
        #expect(waits == [60, 120, 240, 480, 960, 1920, 3600, 3600])
    }

    @Test("a wall clock that was set back does not turn a minute into a day")
    func clockSetBack() async throws {
        let bench = Bench(legacyLifetime: .seconds(7 * 86_400))
        bench.transport.fail(1, .notDelivered)
        try await bench.manager().start()
        bench.time.stepWall(by: .seconds(-86_400))
        #expect(try await bench.manager().start().state.name == "active")
    }

    @Test("a different credential does not wait for the one that failed before it, and has a key of its own")
    func differentCredential() async throws {
        let bench = Bench()
        bench.transport.fail(1, .notDelivered)
        try await bench.manager().start()
        bench.source.put(bench.servers.signInAtOld())
        #expect(try await bench.manager().start().state.name == "active")
        let keys = bench.transport.requests(to: "/migrate-session").map { $0.fields["Idempotency-Key"] }
        #expect(keys.count == 2 && keys[0] != keys[1])
    }

    @Test("a login whose refresh fails first never inherits the key of the login before it")
    func keyIsNotInherited() async throws {
        let bench = Bench()
        bench.transport.fail(1, .notDelivered)
        try await bench.manager().start()
        bench.source.put(bench.servers.signInAtOld(lifetime: .seconds(-10)))
        bench.transport.fail(2, .notDelivered)
        try await bench.manager().start()
        #expect(bench.transport.requests.map(\.endpoint.target) == ["/migrate-session", "/oauth/token"])
        #expect(try await bench.manager().start(retryingNow: true).state.name == "active")
        let keys = bench.transport.requests(to: "/migrate-session").map { $0.fields["Idempotency-Key"] }
        #expect(keys.count == 2 && keys[0] != keys[1])
    }

    // MARK: Refusals

    static let refusal = ScriptedTransport.Fault.answered(.json(401, #"{"message":"unauthorised"}"#))

    @Test("a refused token is refreshed once and offered once more, then the user is asked, and never again")
    func rejected() async throws {
        let bench = Bench()
        for number in 1...9 {
            bench.transport.fail(number, number == 2 ? .answered(legacyTokens) : Self.refusal)
        }
        let events = try await bench.events { manager in
            let report = await manager.start()
            #expect(report.state.name == "rejected")
            #expect(report.problem?.code == .rejected)
        }
        let paths = ["/migrate-session", "/oauth/token", "/migrate-session"]
        #expect(bench.transport.requests.map(\.endpoint.target) == paths)
        #expect(events.compactMap(\.name).filter { $0 == "migration.rejected" }.count == 1)
        #expect(bench.source.credential != nil, "a refusal erases nothing")
        #expect(bench.servers.legacyRevocations.isEmpty)

        let again = try await bench.manager().start(retryingNow: true)
        #expect(again.state.name == "rejected")
        #expect(bench.transport.requests.count == 3, "it is not asked again")
    }

    private let legacyTokens = HTTPResponse.json(
        200,
        #"{"access_token":"legacy-access-9","refresh_token":"legacy-refresh-9","expires_in":3600}"#
    )

    @Test("a refused token whose refresh is refused too ends there, and is never sent a third time")
    func rejectedTwice() async throws {
        let bench = Bench()
        bench.transport.fail(1, Self.refusal)
        bench.transport.fail(2, .answered(.json(400, #"{"error":"invalid_grant"}"#)))
        let report = try await bench.manager().start()
        #expect(report.problem?.code == .rejected)
        #expect(bench.transport.requests.count == 2)
    }

    @Test(
        "a token near its end whose refresh is refused is offered as it is, and its refresh is not tried twice"
    )
    func staleAndRefused() async throws {
        let bench = Bench(legacyLifetime: .seconds(30))
        bench.transport.fail(1, .answered(.json(400, #"{"error":"invalid_grant"}"#)))
        bench.transport.fail(2, Self.refusal)
        let report = try await bench.manager().start()
        #expect(report.problem?.code == .rejected)
        #expect(bench.transport.requests.map(\.endpoint.target) == ["/oauth/token", "/migrate-session"])
    }

    @Test("a token refused once is as good as another's when the old provider cannot be reached: deferred")
    func refusedAndOldProviderAway() async throws {
        let bench = Bench()
        bench.transport.fail(1, Self.refusal)
        bench.transport.fail(2, .notDelivered)
        #expect(try await bench.manager().start().problem?.code == .deferred)
        #expect(try await bench.manager().start(retryingNow: true).state.name == "active")
    }

    @Test("an expired login that the old provider refuses asks the user to sign in, and erases nothing")
    func legacyRefused() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        bench.transport.failAll(.answered(.json(400, #"{"error":"invalid_grant"}"#)))
        let report = try await bench.manager().start()
        #expect(report.problem?.code == .rejected)
        #expect(bench.source.credential != nil)
        #expect(bench.transport.requests.count == 1)
    }

    @Test("a credential that changed is offered again")
    func changedCredential() async throws {
        let bench = Bench()
        for number in 1...2 { bench.transport.fail(number, Self.refusal) }
        try await bench.manager {
            $0.legacyProvider = LegacyProvider(issuer: nil, refresh: nil, revocation: nil)
        }.start()
        bench.source.put(bench.servers.signInAtOld())
        bench.transport.fail(2, .notDelivered)
        #expect(try await bench.manager().start().problem?.code == .deferred)
        #expect(try await bench.manager().start(retryingNow: true).state.name == "active")
    }

    @Test("two refused logins are both remembered: neither is asked again for the other's sake")
    func twoRefused() async throws {
        let bench = Bench()
        let second = ScriptedLegacySource(bench.servers.signInAtOld(), place: "second")
        bench.transport.failAll(Self.refusal)
        let none = LegacyProvider(issuer: nil, refresh: nil, revocation: nil)
        for _ in 1...5 {
            try await bench.manager { configuration in
                configuration.legacySources.append(second)
                configuration.legacyProvider = none
            }.start(retryingNow: true)
        }
        #expect(bench.transport.requests.count == 2)
    }

    @Test("an answer of the old provider that was lost is called that when its token is refused afterwards")
    func lostLegacyAnswer() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        bench.servers.change { $0.legacyToleratesReuse = false }
        bench.transport.fail(1, .answerLost)
        #expect(try await bench.manager().start().problem?.code == .deferred)
        let report = try await bench.manager().start(retryingNow: true)
        #expect(report.state == .rejected(code: "lost-answer"))
        #expect(bench.source.credential != nil)
    }

    @Test("a store that takes no writes defers everything before anything is sent")
    func storeFull() async throws {
        let bench = Bench()
        let store = LockedStore(bench.store)
        store.refusesWrites = true
        let report = try await bench.manager { $0.store = store }.start()
        #expect(report.problem?.code == .store)
        #expect(report.state.name == "legacy")
        #expect(bench.transport.requests.isEmpty)
    }

    @Test("a revocation that fails stays queued and is worked off by a later start")
    func revocationFails() async throws {
        let bench = Bench()
        bench.transport.fail(2, .answered(.json(503, "{}")))
        let report = try await bench.manager().start()
        #expect(report.state.name == "active")
        #expect(report.problem == nil)
        var status = try await bench.manager().status()
        #expect(status.pendingRevocations == 1)
        #expect(status.migrationStep == .revoking)

        bench.time.advance(by: .seconds(31))
        try await bench.manager().start()
        status = try await bench.manager().status()
        #expect(status.pendingRevocations == 0)
        #expect(status.migrationStep == .done)
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
    }
}

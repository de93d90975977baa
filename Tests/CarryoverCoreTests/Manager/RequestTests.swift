import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct RequestTests {
    private let me = HTTPRequest(.get, Bench.endpoint(Servers.api + "/me"))

    /// A bench whose session is in use, with no request counted yet.
    private func signedIn() async throws -> (Bench, SessionManager) {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        bench.transport.forget()
        return (bench, manager)
    }

    @Test("a request carries the token, and its answer is the caller's")
    func carries() async throws {
        let (bench, manager) = try await signedIn()
        let answer = try await manager.send(me)
        #expect(answer.status == 200)
        #expect(answer.body.exposed == #"{"user":"new"}"#)
        #expect(
            bench.transport.requests.map(\.authorization) == [manager.currentAccessToken.map { .bearer($0) }]
        )
        var request = me
        try await manager.authorize(&request)
        #expect(request.authorization == manager.currentAccessToken.map { .bearer($0) })
    }

    static let foreignURLs = [
        "https://api.example.evil.com/me", "https://evil.com/api.example", "https://api.example:8443/me",
        "https://xapi.example/me", "http://127.0.0.1/me",
    ]

    @Test("a request to anywhere else is refused, and nothing is sent", arguments: foreignURLs)
    func elsewhere(url: String) async throws {
        let (bench, manager) = try await signedIn()
        let request = HTTPRequest(.get, Bench.endpoint(url))
        await #expect { try await manager.send(request) } throws: {
            ($0 as? SessionError)?.code == .originNotAllowed
        }
        var authorized = request
        await #expect(throws: SessionError.self) { try await manager.authorize(&authorized) }
        #expect(authorized.authorization == nil)
        #expect(bench.transport.requests.isEmpty)
    }

    @Test("a host that the app listed is allowed")
    func listed() async throws {
        let bench = Bench()
        let other = Bench.endpoint("https://other.example/x")
        let manager = try bench.manager { $0.allowedOrigins = [other.origin] }
        await manager.start()
        #expect(try await manager.send(HTTPRequest(.get, other)).status == 404)
    }

    @Test("a 401 costs one refresh and one replay, body and all")
    func replays() async throws {
        let (bench, manager) = try await signedIn()
        let old = manager.currentAccessToken
        bench.transport.fail(1, .answered(.json(401, #"{"message":"try refresh token"}"#)))
        var request = me
        request.method = .post
        request.body = Secret("important")
        let answer = try await manager.send(request)
        #expect(answer.status == 200)
        #expect(bench.transport.requests.map(\.endpoint.target) == ["/me", "/auth/session/refresh", "/me"])
        #expect(bench.transport.requests.map { $0.body?.exposed } == ["important", nil, "important"])
        let replayed = bench.transport.requests[2].authorization
        #expect(replayed == manager.currentAccessToken.map { .bearer($0) })
        #expect(manager.currentAccessToken != old)
    }

    @Test("a 401 after a good refresh is the caller's, and the session lives on")
    func stays401() async throws {
        let (bench, manager) = try await signedIn()
        for number in [1, 3] { bench.transport.fail(number, .answered(.json(401, "{}"))) }
        #expect(try await manager.send(me).status == 401)
        #expect(bench.transport.requests.count == 3)
        #expect(manager.current.name == "active")
    }

    @Test(
        "an answer that is no 401 is the caller's, without a refresh",
        arguments: [400, 403, 404, 429, 500, 503]
    )
    func others(status: Int) async throws {
        let (bench, manager) = try await signedIn()
        bench.transport.fail(1, .answered(.json(status, "{}")))
        #expect(try await manager.send(me).status == status)
        #expect(bench.transport.requests.count == 1)
    }

    @Test("a 401 where the refresh fails for now is told as that, and costs no session")
    func refreshFails() async throws {
        let (bench, manager) = try await signedIn()
        bench.transport.fail(1, .answered(.json(401, "{}")))
        bench.transport.fail(2, .notDelivered)
        await #expect { try await manager.send(me) } throws: { ($0 as? SessionError)?.code == .transient }
        #expect(manager.current.name == "active")
    }

    @Test("a session that the provider declares over is over, with one event and without a refresh")
    func ended() async throws {
        let bench = Bench()
        try await bench.manager().start()
        bench.transport.forget()
        let over = HTTPResponse.json(401, #"{"message":"unauthorised"}"#, ["front-token": "remove"])
        bench.transport.fail(1, .answered(over))
        let events = try await bench.events { manager in
            await manager.start()
            let answer = try await manager.send(me)
            #expect(answer.status == 401)
            #expect(manager.current == .rejected(code: "session-ended"))
        }
        #expect(bench.transport.requests.count == 1)
        #expect(events.compactMap(\.name).filter { $0 == "session.ended" }.count == 1)
    }

    @Test("a session that the app's own backend signed out of is signed out here", arguments: [1, 3])
    func signedOutByBackend(request number: Int) async throws {
        let bench = Bench()
        try await bench.manager().start()
        bench.transport.forget()
        if number == 3 { bench.transport.fail(1, .answered(.json(401, #"{"message":"try refresh token"}"#))) }
        let over = HTTPResponse.json(
            200,
            #"{"status":"OK"}"#,
            ["st-access-token": "", "st-refresh-token": "", "front-token": "remove"]
        )
        bench.transport.fail(number, .answered(over))
        let events = try await bench.events { manager in
            await manager.start()
            let answer = try await manager.send(me)
            #expect(answer.status == 200)
            #expect(manager.current == .signedOut(.signedOut))
        }
        #expect(bench.transport.requests.count == number)
        #expect(events.compactMap(\.name).filter { $0 == "session.ended" }.count == 1)
        #expect(await bench.record().session == nil)
    }

    @Test("empty token headers with a live front token end nothing")
    func emptyHeaders() async throws {
        let (bench, manager) = try await signedIn()
        let answer = HTTPResponse.json(200, "{}", ["st-access-token": "", "st-refresh-token": ""])
        bench.transport.fail(1, .answered(answer))
        _ = try await manager.send(me)
        #expect(manager.current.name == "active")
        #expect(await bench.record().session?.refreshToken != nil)
    }

    private func replacement(_ bench: Bench) -> HTTPResponse {
        let now = Int(bench.time.wall.timeIntervalSince1970)
        let token = Servers.State.token(["sub": "user", "iat": .integer(now), "exp": .integer(now + 7200)])
        let front: JSONValue = ["uid": "user", "ate": .integer((now + 7200) * 1000), "up": [:]]
        return .json(
            200,
            "{}",
            ["st-access-token": token, "front-token": Base64URL.encode(front.serialized)]
        )
    }

    @Test("an access token that an answer replaces is stored, and the refresh token stays")
    func replaced() async throws {
        let (bench, manager) = try await signedIn()
        let refreshToken = await bench.record().session?.refreshToken
        let answer = replacement(bench)
        bench.transport.fail(1, .answered(answer))
        _ = try await manager.send(me)
        #expect(manager.currentAccessToken?.exposed == answer.fields["st-access-token"])
        #expect(await bench.record().session?.accessToken.exposed == answer.fields["st-access-token"])
        #expect(await bench.record().session?.refreshToken == refreshToken)
        #expect(await bench.record().session?.lifetime?.duration == .seconds(7200))
    }

    @Test("a replacement that comes after a refresh or a sign-out changes nothing", arguments: [true, false])
    func lateReplacement(isSignOut: Bool) async throws {
        let (bench, manager) = try await signedIn()
        bench.transport.fail(1, .answered(replacement(bench)))
        bench.transport.hold()
        async let answer = manager.send(me)
        await bench.transport.requests(atLeast: 1)
        try await bench.change { record in
            record.session =
                isSignOut ? nil : Session(accessToken: Secret("newer"), refreshToken: Secret("r"))
            record.epoch += isSignOut ? 1 : 0
        }
        bench.transport.release()
        #expect(try await answer.status == 200)
        #expect(await bench.record().session?.accessToken.exposed == (isSignOut ? nil : "newer"))
    }

    @Test("a server that cannot be reached is told as that")
    func unreachable() async throws {
        let (bench, manager) = try await signedIn()
        bench.transport.failAll(.notDelivered)
        await #expect { try await manager.send(me) } throws: { ($0 as? SessionError)?.code == .transient }
        #expect(bench.transport.requests.count == 1, "a request is not repeated unasked")
    }

    @Test("without a session nothing is sent")
    func signedOut() async throws {
        let bench = Bench(legacyLifetime: nil)
        let manager = try bench.manager()
        await #expect { try await manager.send(me) } throws: { ($0 as? SessionError)?.code == .signedOut }
        #expect(bench.transport.requests.isEmpty)
    }
}

import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct SuperTokensProviderTests {
    private let time = ManualTimeSource()

    private var access: String {
        let now = Int(time.wall.timeIntervalSince1970)
        return Servers.State.token(["sub": "user", "iat": .integer(now - 5), "exp": .integer(now + 95)])
    }

    private func front(_ user: String = "user") -> String {
        let end = Int(time.wall.timeIntervalSince1970 + 50) * 1000
        return Base64URL.encode(
            JSONValue.object(["uid": .string(user), "ate": .integer(end), "up": [:]]).serialized
        )
    }

    private func provider(_ mode: SuperTokensProvider.AuthMode = .header) throws -> SuperTokensProvider {
        try SuperTokensProvider(
            apiDomain: Bench.endpoint("https://api.example/"),
            apiBasePath: "/x/auth/",
            authMode: mode
        )
    }

    /// What a provider made of one answer, and the request that it had sent.
    private func ask<Value>(
        _ answer: HTTPResponse,
        _ body: (ProviderContext) async throws(ProviderError) -> Value
    ) async -> (result: Result<Value, ProviderError>, request: HTTPRequest?) {
        let transport = ScriptedTransport { _ in answer }
        do throws(ProviderError) {
            let value = try await body(ProviderContext(transport: transport, time: time))
            return (.success(value), transport.requests.first)
        } catch {
            return (.failure(error), transport.requests.first)
        }
    }

    private var session: Session {
        Session(
            accessToken: Secret("old-access"),
            refreshToken: Secret("old+refresh="),
            attributes: [SuperTokensAnswer.antiCSRF: Secret("csrf")]
        )
    }

    @Test("a refresh in header mode carries the refresh token and takes what comes")
    func refreshByHeader() async throws {
        let fields: HTTPFields = [
            "St-Access-Token": access, "st-refresh-token": "new", "front-token": front(),
        ]
        let provider = try provider()
        let (result, request) = await ask(.json(200, "{}", fields)) { context throws(ProviderError) in
            try await provider.refresh(session, in: context)
        }
        let fresh = try result.get()
        #expect(fresh.refreshToken?.exposed == "new")
        #expect(fresh.subject == "user")
        #expect(fresh.lifetime?.duration == .seconds(100), "exp − iat, whatever the clock here shows")
        #expect(request?.endpoint.url == "https://api.example/x/auth/session/refresh")
        #expect(request?.authorization == .bearer(Secret("old+refresh=")))
        #expect(request?.fields["rid"] == "session")
        #expect(request?.fields["st-auth-mode"] == "header")
        #expect(request?.secretFields.map(\.name) == ["anti-csrf"])
    }

    @Test("a refresh in cookie mode carries the cookie and reads the cookies")
    func refreshByCookie() async throws {
        var fields: HTTPFields = ["front-token": front(), "anti-csrf": "fresh-csrf", "st-access-token": ""]
        fields.append("Set-Cookie", "sAccessToken=\(access); Path=/; HttpOnly")
        fields.append("Set-Cookie", "sRefreshToken=n%2Bw; Path=/auth/session/refresh")
        let provider = try provider(.cookie)
        let (result, request) = await ask(.json(200, "{}", fields)) { context throws(ProviderError) in
            try await provider.refresh(session, in: context)
        }
        let fresh = try result.get()
        #expect(fresh.accessToken.exposed == access)
        #expect(fresh.refreshToken?.exposed == "n+w")
        #expect(fresh.attributes[SuperTokensAnswer.antiCSRF]?.exposed == "fresh-csrf")
        #expect(request?.authorization == nil)
        #expect(request?.secretFields.map(\.value.exposed) == ["sRefreshToken=old%2Brefresh%3D", "csrf"])
    }

    struct Case: Sendable {
        let answer: HTTPResponse
        let kind: ProviderError.Kind
        let code: String
    }

    static let refusals = [
        Case(answer: .json(401, #"{"message":"unauthorised"}"#), kind: .refused, code: "unauthorised"),
        Case(answer: .json(401, "{}", ["front-token": "remove"]), kind: .refused, code: "unauthorised"),
        Case(
            answer: .json(401, #"{"message":"token theft detected"}"#),
            kind: .refused,
            code: "token-theft-detected"
        ),
        Case(answer: .json(401, #"{"message":"something"}"#), kind: .transient, code: "http-401"),
        Case(
            answer: .json(401, "{}", ["st-access-token": "", "st-refresh-token": ""]),
            kind: .transient,
            code: "http-401"
        ),
        Case(
            answer: HTTPResponse(status: 401, fields: ["Content-Type": "text/html"], body: Secret("<p>")),
            kind: .transient,
            code: "not-the-provider"
        ),
        Case(answer: .json(200, "{}"), kind: .transient, code: "incomplete-answer"),
        Case(
            answer: .json(200, "{}", ["front-token": "remove"]),
            kind: .transient,
            code: "incomplete-answer"
        ),
        Case(answer: .json(200, "{}", ["st-access-token": "a"]), kind: .transient, code: "incomplete-answer"),
        Case(answer: .json(500, #"{"message":"unauthorised"}"#), kind: .transient, code: "http-500"),
        Case(answer: .json(404, "{}"), kind: .configuration, code: "http-404"),
    ]

    @Test("a refresh is refused by the provider's own words only", arguments: refusals)
    func refuses(_ row: Case) async throws {
        let provider = try provider()
        let (result, _) = await ask(row.answer) { context throws(ProviderError) in
            try await provider.refresh(session, in: context)
        }
        guard case .failure(let error) = result else {
            Issue.record("it was taken for a success")
            return
        }
        #expect(error.kind == row.kind)
        #expect(error.code == row.code)
    }

    static let exchangeRefusals = [
        Case(answer: .json(401, "{}"), kind: .refused, code: "legacy-token-refused"),
        Case(
            answer: .json(400, #"{"status":"ERROR","message":"Invalid token"}"#),
            kind: .refused,
            code: "legacy-token-refused"
        ),
        Case(
            answer: .json(400, #"{"status":"ERROR","message":"Migration failed"}"#),
            kind: .transient,
            code: "http-400"
        ),
        Case(answer: .json(200, #"{"status":"OK"}"#), kind: .transient, code: "no-tokens"),
        Case(answer: .json(200, #"{"status":"GENERAL_ERROR"}"#), kind: .transient, code: "incomplete-answer"),
        Case(answer: .json(403, #"{"message":"invalid claim"}"#), kind: .transient, code: "http-403"),
    ]

    @Test("an exchange is refused by the endpoint's own words only", arguments: exchangeRefusals)
    func refusesExchange(_ row: Case) async throws {
        let provider = try provider()
        let (result, _) = await ask(row.answer) { context throws(ProviderError) in
            try await provider.exchange(
                LegacyCredential(accessToken: Secret("legacy")),
                idempotencyKey: "k",
                in: context
            )
        }
        guard case .failure(let error) = result else {
            Issue.record("it was taken for a success")
            return
        }
        #expect(error.kind == row.kind)
        #expect(error.code == row.code)
    }

    @Test("a session without its refresh token is no session yet")
    func exchangeWithoutRefreshToken() async throws {
        let provider = try provider()
        let fields: HTTPFields = ["st-access-token": access, "front-token": front()]
        let (result, _) = await ask(.json(200, #"{"status":"OK"}"#, fields)) {
            context throws(ProviderError) in
            try await provider.exchange(
                LegacyCredential(accessToken: Secret("legacy")),
                idempotencyKey: "k",
                in: context
            )
        }
        #expect(throws: ProviderError.self) { try result.get() }
    }

    @Test(
        "revoking counts as done when the session is over already, and not when nobody answered",
        arguments: [
            (HTTPResponse.json(200, #"{"status":"OK"}"#), true),
            (.json(401, #"{"message":"unauthorised"}"#), true),
            (.json(200, "{}"), false), (.json(500, "{}"), false), (.json(404, "{}"), false),
        ]
    )
    func revokes(_ row: (answer: HTTPResponse, isDone: Bool)) async throws {
        let provider = try provider()
        let (result, request) = await ask(row.answer) { context throws(ProviderError) in
            try await provider.revoke(session, in: context)
        }
        #expect((try? result.get()) != nil || !row.isDone)
        #expect((try? result.get()) == nil || row.isDone)
        #expect(
            request?.authorization == .bearer(Secret("old-access")),
            "a sign-out without its token says OK and ends nothing"
        )
    }

    @Test(
        "a token that is too old for the sign-out is renewed, and one that still is leaves the sign-out for later",
        arguments: [true, false]
    )
    func revokesExpired(isStillTooOld: Bool) async throws {
        let fields: HTTPFields = [
            "st-access-token": access, "st-refresh-token": "new", "front-token": front(),
        ]
        let transport = ScriptedTransport { [access] request throws(TransportError) in
            if request.endpoint.target.hasSuffix("refresh") { return .json(200, "{}", fields) }
            return !isStillTooOld && request.authorization == .bearer(Secret(access))
                ? .json(200, #"{"status":"OK"}"#) : .json(401, #"{"message":"try refresh token"}"#)
        }
        let (provider, context) = (try provider(), ProviderContext(transport: transport, time: time))
        do throws(ProviderError) {
            try await provider.revoke(session, in: context)
            #expect(!isStillTooOld, "nobody has signed out")
        } catch {
            #expect(isStillTooOld)
            #expect(error.kind == .transient)
        }
        #expect(transport.requests.count == 3)
    }

    @Test("an answer that removes the front token ends the session, whatever its status")
    func ends() throws {
        let provider = try provider()
        #expect(provider.endsSession(.json(401, "{}", ["front-token": "remove"])))
        #expect(provider.endsSession(.json(200, "{}", ["front-token": "remove"])))
        #expect(provider.endsSession(.json(403, "{}", ["front-token": "remove"])))
        #expect(!provider.endsSession(.json(401, #"{"message":"unauthorised"}"#)))
        #expect(!provider.endsSession(.json(401, "{}", ["st-access-token": "", "st-refresh-token": ""])))
    }
}

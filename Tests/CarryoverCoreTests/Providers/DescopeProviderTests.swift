import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct DescopeProviderTests {
    private let wire = Exchange()
    private let legacy = LegacyCredential(
        accessToken: Secret("legacy"),
        refreshToken: Secret("legacy-refresh")
    )
    private let session = Session(accessToken: Secret("old-session"), refreshToken: Secret("old-refresh"))

    private func provider(refreshCookie: String? = nil) throws -> DescopeProvider {
        try DescopeProvider(project: DescopeProject(id: "P2abc"), refreshCookie: refreshCookie)
    }

    private func tokens(_ session: String, _ refresh: String, _ more: JSONObject = [:]) -> HTTPResponse {
        var members: JSONObject = ["sessionJwt": .string(session), "refreshJwt": .string(refresh)]
        for member in more.members { members[member.name] = member.value }
        return .json(200, JSONValue.object(members).text)
    }

    private func exchange(_ answer: HTTPResponse) async throws -> (
        result: Result<Session, ProviderError>, request: HTTPRequest?
    ) {
        let provider = try provider()
        return await wire.ask(answer) { context throws(ProviderError) in
            try await provider.exchange(legacy, idempotencyKey: "the-key", in: context)
        }
    }

    private func refresh(_ answer: HTTPResponse, refreshCookie: String? = nil) async throws -> (
        result: Result<Session, ProviderError>, request: HTTPRequest?
    ) {
        let provider = try provider(refreshCookie: refreshCookie)
        return await wire.ask(answer) { context throws(ProviderError) in
            try await provider.refresh(session, in: context)
        }
    }

    // MARK: Project

    @Test(
        "the host follows from a project's identifier of 32 characters and more",
        arguments: [
            ("P2abc", "https://api.descope.com"),
            ("Puse12aAc4T2V93bddihGEx2Ryhc8e5Z", "https://api.use1.descope.com"),
            ("Peuc12aAc4T2V93bddihGEx2Ryhc8e5Zx", "https://api.euc1.descope.com"),
        ]
    )
    func hosts(id: String, url: String) throws {
        #expect(try DescopeProject(id: id).baseURL.url == url)
    }

    @Test(
        "what cannot be a project's identifier is refused",
        arguments: ["", "P2:abc", "P2 abc", "P2/abc", "Pé2"]
    )
    func wrongIdentifiers(id: String) {
        #expect(throws: DescopeProject.Invalid.id) { try DescopeProject(id: id) }
    }

    @Test(
        "a token is recognised by its issuer, be it bare, in a URL, or followed by one more segment",
        arguments: [
            ("P2abc", true), ("https://api.descope.com/P2abc", true),
            ("https://api.descope.com/v1/P2abc/mcp", true),
            ("P2abcd", false), ("https://tenant.auth0.com/", false),
            ("https://api.descope.com/P2abc/a/b", false),
        ]
    )
    func recognises(issuer: String, isOwn: Bool) throws {
        let credential = LegacyCredential(accessToken: Secret(wire.token(["iss": .string(issuer)])))
        #expect(try provider().recognises(credential) == isOwn)
    }

    // MARK: Exchange

    @Test("a migration presents the legacy token in the body, and nothing but the project as its bearer")
    func migrates() async throws {
        let token = wire.token(["sub": "U2user", "iss": "P2abc"])
        let (result, request) = try await exchange(tokens(token, "refresh"))
        let session = try result.get()
        #expect(session.accessToken.exposed == token)
        #expect(session.refreshToken?.exposed == "refresh")
        #expect(session.subject == "U2user")
        #expect(session.lifetime?.duration == .seconds(100), "exp − iat, whatever the clock here shows")
        #expect(request?.endpoint.url == "https://api.descope.com/v1/auth/refresh")
        #expect(request?.method == .post)
        #expect(request?.authorization == .bearer(Secret("P2abc")))
        #expect(request?.json == ["externalToken": "legacy"])
        #expect(request?.fields["Idempotency-Key"] == "the-key")
    }

    @Test(
        "a session that could not be refreshed, or none at all, is no success",
        arguments: [("s", ""), ("", "r"), ("", "")]
    )
    func incompleteMigration(session: String, refresh: String) async throws {
        Verdict(tokens(session, refresh), .transient, "no-tokens").check(
            try await exchange(tokens(session, refresh)).result
        )
    }

    static let exchangeVerdicts = [
        Verdict(.json(401, #"{"errorCode":"E000001"}"#), .refused, "E000001"),
        Verdict(.json(401, #"{"message":"no"}"#), .refused, "legacy-token-refused"),
        Verdict(.json(401, #"{"errorCode":"E130429"}"#), .transient, "http-401"),
        Verdict(Verdict.html, .transient, "not-the-provider"),
        Verdict(.json(400, #"{"errorCode":"E062108"}"#), .notProvisioned, "E062108"),
        Verdict(.json(404, #"{"errorCode":"E112102"}"#), .notProvisioned, "E112102"),
        Verdict(.json(400, #"{"errorCode":"E011003"}"#), .configuration, "E011003"),
        Verdict(.json(403, #"{"errorCode":"E000009"}"#), .configuration, "E000009"),
        Verdict(.json(400, #"{"errorCode":"E130429"}"#), .transient, "E130429"),
        Verdict(.json(400, "{}"), .transient, "http-400"),
        Verdict(.json(403, #"{"errorCode":"<script>"}"#), .transient, "http-403"),
        Verdict(.json(404, "{}"), .configuration, "http-404"),
        Verdict(.json(429, #"{"errorCode":"E130429"}"#), .transient, "http-429"),
        Verdict(.json(503, #"{"errorCode":"E000001"}"#), .transient, "http-503"),
        Verdict(.json(530, ""), .transient, "http-530"),
        Verdict(.json(200, "{}"), .transient, "no-tokens"),
        Verdict(.json(200, ""), .transient, "incomplete-answer"),
    ]

    @Test("the status of a failed migration decides, and the code is data", arguments: exchangeVerdicts)
    func failedMigration(_ row: Verdict) async throws {
        row.check(try await exchange(row.answer).result)
    }

    @Test("without an access token there is nothing to present, and nothing is sent")
    func nothingToPresent() async throws {
        let provider = try provider()
        let (result, request) = await wire.ask(.json(200, "{}")) { context throws(ProviderError) in
            try await provider.exchange(
                LegacyCredential(refreshToken: Secret("r")),
                idempotencyKey: "k",
                in: context
            )
        }
        #expect(throws: ProviderError.self) { try result.get() }
        #expect(request == nil)
    }

    // MARK: Refresh

    @Test("a refresh presents project and refresh token in one bearer")
    func refreshes() async throws {
        let (result, request) = try await refresh(tokens(wire.token(["sub": "U2user"]), "new-refresh"))
        #expect(try result.get().refreshToken?.exposed == "new-refresh")
        #expect(request?.authorization == .bearer(Secret("P2abc:old-refresh")))
        #expect(request?.json == [:])
    }

    @Test("without rotation the answer names no refresh token, and the old one stays")
    func refreshesWithoutRotation() async throws {
        let (result, _) = try await refresh(tokens("new-session", ""))
        #expect(try result.get().refreshToken?.exposed == "old-refresh")
        #expect(try result.get().accessToken.exposed == "new-session")
    }

    @Test(
        "tokens in cookies are found by the usual names, by those configured, and by those the answer names"
    )
    func cookies() async throws {
        func answer(_ sessionName: String, _ refreshName: String, _ more: JSONObject = [:]) -> HTTPResponse {
            var answer = tokens("", "", more)
            answer.fields.append("Set-Cookie", "\(sessionName)=session-in-a-cookie; Path=/; HttpOnly")
            answer.fields.append("set-cookie", "\(refreshName)=refresh-in-a-cookie; Path=/; HttpOnly")
            return answer
        }
        let named: JSONObject = ["sessionCookieName": "MYDS", "cookieName": "MYDSR"]
        for (answer, configured) in [
            (answer("DS", "DSR"), nil), (answer("DS", "OURS"), "OURS"),
            (answer("MYDS", "MYDSR", named), "OURS"),
        ] {
            let session = try await refresh(answer, refreshCookie: configured).result.get()
            #expect(session.accessToken.exposed == "session-in-a-cookie")
            #expect(session.refreshToken?.exposed == "refresh-in-a-cookie")
        }
        Verdict(answer("OTHER", "DSR"), .transient, "incomplete-answer").check(
            try await refresh(answer("OTHER", "DSR")).result
        )
    }

    @Test("a token without times lives until the moment that the answer names, by the server's own clock")
    func announcedExpiry() async throws {
        var answer = tokens("opaque", "", ["sessionExpiration": 1_900_000_300])
        answer.fields["Date"] = "Sun, 17 Mar 2030 17:46:40 GMT"
        #expect(try await refresh(answer).result.get().lifetime?.duration == .seconds(300))
    }

    static let refreshVerdicts = [
        Verdict(
            .json(401, #"{"errorCode":"E064001","errorMessage":"Expired due to logout"}"#),
            .refused,
            "E064001"
        ),
        Verdict(.json(401, #"{"errorCode":"E000004"}"#), .refused, "E000004"),
        Verdict(.json(403, #"{"errorCode":"E000004"}"#), .refused, "E000004"),
        Verdict(.json(400, #"{"errorCode":"E064001"}"#), .refused, "E064001"),
        Verdict(.json(400, #"{"errorCode":"E011002"}"#), .configuration, "E011002"),
        Verdict(.json(401, #"{"errorCode":"E130429"}"#), .transient, "E130429"),
        Verdict(.json(401, "{}"), .transient, "http-401"),
        Verdict(.json(403, ""), .transient, "http-403"),
        Verdict(Verdict.html, .transient, "not-the-provider"),
        Verdict(.json(429, #"{"errorCode":"E130429"}"#), .transient, "http-429"),
        Verdict(.json(500, #"{"errorCode":"E064001"}"#), .transient, "http-500"),
        Verdict(.json(404, "{}"), .configuration, "http-404"),
        Verdict(.json(200, "{}"), .transient, "incomplete-answer"),
    ]

    @Test("only an error in Descope's own form ends a session", arguments: refreshVerdicts)
    func failedRefresh(_ row: Verdict) async throws {
        row.check(try await refresh(row.answer).result)
    }

    @Test("a rate limit tells when to come back, and an error what support finds it by")
    func hints() async throws {
        let fields: HTTPFields = ["Retry-After": "60", "CF-Ray": "8a1b2c3d4e5f-FRA"]
        let (result, _) = try await refresh(.json(429, #"{"errorCode":"E130429"}"#, fields))
        guard case .failure(let error) = result else {
            Issue.record("it was taken for a success")
            return
        }
        #expect(error.retryAfter == .seconds(60))
        #expect(error.traceID == "8a1b2c3d4e5f-FRA")
        #expect("\(error)".contains("8a1b2c3d4e5f-FRA"))
    }

    // MARK: End

    @Test(
        "revoking is done where the session is over, and not where nobody said so",
        arguments: [
            (HTTPResponse.json(200, #"{"sessionJwt":""}"#), true),
            (.json(401, #"{"errorCode":"E064001"}"#), true),
            (.json(401, #"{"errorCode":"E000004"}"#), true),
            (.json(401, "{}"), false), (Verdict.html, false), (.json(503, "{}"), false),
            (.json(400, #"{"errorCode":"E011002"}"#), false),
        ]
    )
    func revokes(_ row: (answer: HTTPResponse, isDone: Bool)) async throws {
        let provider = try provider()
        let (result, request) = await wire.ask(row.answer) { context throws(ProviderError) in
            try await provider.revoke(session, in: context)
        }
        #expect(((try? result.get()) != nil) == row.isDone)
        #expect(request?.endpoint.url == "https://api.descope.com/v1/auth/logout")
        #expect(request?.authorization == .bearer(Secret("P2abc:old-refresh")))
    }

    // MARK: Adoption

    @Test("an answer of the app's own sign-in is taken in Descope's form and in the standard one")
    func adopts() throws {
        let context = ProviderContext(transport: ScriptedTransport { _ in .json(500, "") }, time: wire.time)
        let token = wire.token(["sub": "U2user"])
        for text in [
            #"{"sessionJwt":"\#(token)","refreshJwt":"refresh","user":{"userId":"U2user"}}"#,
            #"{"access_token":"\#(token)","refresh_token":"refresh"}"#,
        ] {
            let session = try provider().adopt(Secret(text), in: context)
            #expect(session.refreshToken?.exposed == "refresh")
            #expect(session.subject == "U2user")
            #expect(session.lifetime?.duration == .seconds(95), "it was issued some time ago")
        }
        for text in ["{}", #"{"sessionJwt":"s"}"#, "no JSON"] {
            #expect(throws: ProviderError.self) { try provider().adopt(Secret(text), in: context) }
        }
    }

    @Test("the user is a bare object, of which nothing but the identifier is sure")
    func profile() async throws {
        let provider = try provider()
        let session = Session(accessToken: Secret("s"), refreshToken: Secret("r"))
        func ask(_ answer: HTTPResponse) async -> (Result<UserProfile?, ProviderError>, HTTPRequest?) {
            let (result, request) = await wire.ask(answer) { context throws(ProviderError) in
                try await provider.profile(of: session, in: context)
            }
            return (result, request)
        }
        let (full, request) = await ask(
            .json(200, #"{"userId":"U2","email":"a@b.c","verifiedEmail":true,"name":"Ada","loginIds":["x"]}"#)
        )
        #expect(
            try full.get() == UserProfile(subject: "U2", email: "a@b.c", isEmailVerified: true, name: "Ada")
        )
        #expect(request?.method == .get)
        #expect(request?.body == nil)
        #expect(request?.endpoint.url == "https://api.descope.com/v1/auth/me")
        let bare = await ask(.json(200, #"{"userId":"U2","email":"","name":""}"#)).0
        #expect(try bare.get() == UserProfile(subject: "U2"))
        Verdict(.json(200, "{}"), .transient, "incomplete-answer").check(
            await ask(.json(200, "{}")).0
        )
    }

    @Test("ending all sessions of a user asks another endpoint with the same credential")
    func everywhere() async throws {
        let provider = try provider()
        let session = Session(accessToken: Secret("s"), refreshToken: Secret("r"))
        #expect(provider.canEndEverywhere)
        for (session, path) in [(session, "logout"), (session.endingEverywhere, "logoutall")] {
            let (_, request) = await wire.ask(.json(200, "{}")) { context throws(ProviderError) in
                try await provider.revoke(session, in: context)
            }
            #expect(request?.endpoint.url == "https://api.descope.com/v1/auth/\(path)")
        }
    }
}

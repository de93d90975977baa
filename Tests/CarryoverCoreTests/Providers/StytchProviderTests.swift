import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct StytchProviderTests {
    private static let publicToken = "public-token-test-11111111-2222-4333-8444-555555555555"
    private let wire = Exchange()
    private let session = Session(accessToken: Secret("old-jwt"), refreshToken: Secret("opaque"))

    private func provider(
        _ migration: StytchMigration = .attest(profileID: "profile", token: .automatic),
        organization: String? = nil,
        end: StytchProvider.SessionEnd = .fixed
    ) throws -> StytchProvider {
        let project = try StytchProject(publicToken: Self.publicToken, organizationID: organization)
        return try StytchProvider(
            project: project,
            migration: migration,
            durationMinutes: 43_200,
            sessionEnd: end
        )
    }

    private var backend: StytchMigration { .backend(Bench.endpoint("https://app.example/session/migrate")) }

    private func members(left: Int = 600, started: String = "2026-11-18T12:26:40Z") -> JSONObject {
        let end = RFC3339.text(wire.time.wall.addingTimeInterval(Double(left)))
        return [
            "session_token": "new-opaque", "session_jwt": .string(wire.token(["sub": "user-test-1"])),
            "session": [
                "expires_at": .string(end), "last_accessed_at": .string(RFC3339.text(wire.time.wall)),
            ],
        ]
    }

    private func envelope(_ members: JSONObject) -> HTTPResponse {
        .json(200, JSONValue.object(["data": .object(members)]).text)
    }

    private func exchange(
        _ provider: StytchProvider,
        _ answer: HTTPResponse,
        _ credential: LegacyCredential = LegacyCredential(accessToken: Secret("legacy"))
    ) async -> (result: Result<Session, ProviderError>, request: HTTPRequest?) {
        await wire.ask(answer) { context throws(ProviderError) in
            try await provider.exchange(credential, idempotencyKey: "the-key", in: context)
        }
    }

    private func refresh(
        _ provider: StytchProvider,
        _ answer: HTTPResponse,
        _ session: Session
    ) async -> (result: Result<Session, ProviderError>, request: HTTPRequest?) {
        await wire.ask(answer) { context throws(ProviderError) in
            try await provider.refresh(session, in: context)
        }
    }

    // MARK: Migration

    @Test("the app's backend gets the legacy token as a bearer, and how long the session is to last")
    func migratesByBackend() async throws {
        let answer = HTTPResponse.json(200, JSONValue.object(members()).text)
        let (result, request) = await exchange(try provider(backend), answer)
        let session = try result.get()
        #expect(session.accessToken.exposed.split(separator: ".").count == 3, "the JWT is the access token")
        #expect(session.refreshToken?.exposed == "new-opaque")
        #expect(session.subject == "user-test-1")
        #expect(request?.endpoint.url == "https://app.example/session/migrate")
        #expect(request?.authorization == .bearer(Secret("legacy")))
        #expect(request?.json == ["session_duration_minutes": 43_200])
        #expect(request?.fields["Idempotency-Key"] == "the-key")
    }

    @Test("a backend may pass the envelope on, and for an organization it is told which")
    func migratesMember() async throws {
        var members = members()
        members["member_session"] = members["session"]
        members["session"] = nil
        let (result, request) = await exchange(try provider(backend, organization: "org"), envelope(members))
        #expect(try result.get().attributes[StytchAnswer.remainingSeconds]?.exposed == "600")
        #expect(request?.json == ["organization_id": "org", "session_duration_minutes": 43_200])
    }

    @Test("Stytch itself attests the legacy token, in the name of nobody yet", arguments: [nil, "org"])
    func attests(organization: String?) async throws {
        let (result, request) = await exchange(try provider(organization: organization), envelope(members()))
        #expect(try result.get().refreshToken?.exposed == "new-opaque")
        let path = organization == nil ? "sdk/v1/sessions/attest" : "sdk/v1/b2b/sessions/attest"
        #expect(request?.endpoint.url == "https://test.stytch.com/\(path)")
        #expect(
            request?.authorization == .basic(user: Self.publicToken, password: Secret(Self.publicToken))
        )
        #expect(request?.json?["profile_id"] == "profile")
        #expect(request?.json?["token"] == "legacy")
        #expect(request?.json?["session_duration_minutes"] == 43_200)
        #expect(request?.json?["organization_id"]?.string == organization)
        let client = try #require(request?.fields["X-SDK-Client"].flatMap { Base64URL.decode($0) })
        #expect(try JSONValue(parsing: client).object?["sdk"]?.object?["identifier"] == "carryover")
    }

    @Test("a live token goes to the live host")
    func hosts() throws {
        let live = try StytchProject(publicToken: "public-token-live-1")
        #expect(try live.endpoint("attest").url == "https://api.stytch.com/sdk/v1/sessions/attest")
        #expect(throws: StytchProject.Invalid.publicToken) { try StytchProject(publicToken: "with:colon") }
    }

    @Test(
        "of the legacy tokens the one that names an email address is attested, unless another one is asked for"
    )
    func attestedToken() {
        let withEmail = Secret(wire.token(["email": "ada@example.com"]))
        let plain = Secret(wire.token())
        let id = Secret("id")
        let kind = StytchMigration.AttestedToken.self
        #expect(kind.automatic.token(of: LegacyCredential(accessToken: withEmail, idToken: id)) == withEmail)
        #expect(kind.automatic.token(of: LegacyCredential(accessToken: plain, idToken: id)) == id)
        #expect(kind.automatic.token(of: LegacyCredential(accessToken: plain)) == plain)
        #expect(kind.idToken.token(of: LegacyCredential(accessToken: withEmail)) == nil)
        #expect(kind.accessToken.token(of: LegacyCredential(accessToken: plain, idToken: id)) == plain)
    }

    @Test(
        "a success without both tokens is none",
        arguments: ["session_token", "session_jwt"],
        [nil, "" as JSONValue]
    )
    func incompleteMigration(name: String, value: JSONValue?) async throws {
        var members = members()
        members[name] = value
        let answer = envelope(members)
        Verdict(answer, .transient, "no-tokens").check(await exchange(try provider(), answer).result)
    }

    private static func error(_ status: Int, _ type: String) -> HTTPResponse {
        // The service sends its errors as plain text.
        HTTPResponse(
            status: status,
            fields: ["Content-Type": "text/plain; charset=utf-8"],
            body: Secret(#"{"status_code":\#(status),"error_type":"\#(type)","error_message":"…"}"#)
        )
    }

    static let attestVerdicts = [
        Verdict(error(400, "invalid_trusted_auth_token"), .refused, "invalid_trusted_auth_token"),
        Verdict(error(401, "id_token_expired"), .refused, "id_token_expired"),
        Verdict(error(400, "jwt_invalid_claims"), .refused, "jwt_invalid_claims"),
        Verdict(error(404, "user_not_found"), .notProvisioned, "user_not_found"),
        Verdict(error(404, "organization_not_found"), .notProvisioned, "organization_not_found"),
        Verdict(
            error(404, "trusted_token_profile_not_found"),
            .configuration,
            "trusted_token_profile_not_found"
        ),
        Verdict(
            error(400, "invalid_session_duration_minutes"),
            .configuration,
            "invalid_session_duration_minutes"
        ),
        Verdict(error(401, "unauthorized_credentials"), .configuration, "unauthorized_credentials"),
        Verdict(error(401, "something_else"), .refused, "something_else"),
        Verdict(.json(401, "{}"), .refused, "legacy-token-refused"),
        Verdict(Verdict.html, .transient, "not-the-provider"),
        Verdict(error(429, "too_many_requests"), .transient, "http-429"),
        Verdict(error(500, "invalid_trusted_auth_token"), .transient, "http-500"),
        Verdict(.json(400, #"{"body":[{"keyword":"type"}]}"#), .transient, "http-400"),
        Verdict(.json(200, "{}"), .transient, "no-tokens"),
    ]

    @Test(
        "what a failed attestation means is in its error type, whatever its content type",
        arguments: attestVerdicts
    )
    func failedAttestation(_ row: Verdict) async throws {
        row.check(await exchange(try provider(), row.answer).result)
    }

    static let backendVerdicts = [
        Verdict(.json(401, #"{"message":"unauthorised"}"#), .refused, "legacy-token-refused"),
        Verdict(error(401, "unauthorized_credentials"), .refused, "unauthorized_credentials"),
        Verdict(
            error(400, "migrate_from_external_missing_userinfo"),
            .configuration,
            "migrate_from_external_missing_userinfo"
        ),
        Verdict(
            error(400, "migrate_from_external_email_does_not_exist"),
            .notProvisioned,
            "migrate_from_external_email_does_not_exist"
        ),
        Verdict(error(404, "member_not_found"), .notProvisioned, "member_not_found"),
        Verdict(
            error(400, "migrate_from_external_unexpected_response"),
            .transient,
            "migrate_from_external_unexpected_response"
        ),
        Verdict(.json(404, "{}"), .configuration, "http-404"),
        Verdict(.json(503, "{}"), .transient, "http-503"),
        Verdict(.json(200, #"{"session_token":"","session_jwt":""}"#), .transient, "no-tokens"),
    ]

    @Test("a backend's own words count, and Stytch's that it passes on", arguments: backendVerdicts)
    func failedMigration(_ row: Verdict) async throws {
        row.check(await exchange(try provider(backend), row.answer).result)
    }

    @Test("where the old provider's user information failed, nobody asks again at once")
    func userInfoPause() async throws {
        let answer = Self.error(400, "migrate_from_external_unexpected_response")
        guard case .failure(let error) = await exchange(try provider(backend), answer).result else {
            Issue.record("it was taken for a success")
            return
        }
        #expect(error.retryAfter == .seconds(15))
    }

    // MARK: Refresh

    @Test(
        "a session is authenticated by the opaque token in the password, with nothing that could shorten it"
    )
    func authenticates() async throws {
        let (result, request) = await refresh(try provider(), envelope(members()), session)
        let fresh = try result.get()
        #expect(fresh.refreshToken?.exposed == "new-opaque", "what comes back replaces what was sent")
        #expect(fresh.lifetime?.duration == .seconds(100))
        #expect(request?.endpoint.url == "https://test.stytch.com/sdk/v1/sessions/authenticate")
        #expect(request?.authorization == .basic(user: Self.publicToken, password: Secret("opaque")))
        #expect(request?.json == [:])
    }

    @Test("an answer without an opaque token leaves the old one in place")
    func keepsOpaqueToken() async throws {
        var members = members()
        members["session_token"] = nil
        let (result, _) = await refresh(try provider(), envelope(members), session)
        #expect(try result.get().refreshToken?.exposed == "opaque")
    }

    @Test(
        "a sliding session is prolonged only where that cannot shorten it",
        arguments: [(43_200 * 60, true), (600, true), (43_200 * 60 + 1, false), (nil, false)]
    )
    func slides(left: Int?, isProlonged: Bool) async throws {
        let known = Session(
            accessToken: Secret("old-jwt"),
            refreshToken: Secret("opaque"),
            attributes: left.map { [StytchAnswer.remainingSeconds: Secret(String($0))] } ?? [:]
        )
        let (_, request) = await refresh(try provider(end: .sliding), envelope(members()), known)
        #expect(request?.json?["session_duration_minutes"] == (isProlonged ? 43_200 : nil))
    }

    @Test(
        "what is left of a session is read from timestamps with 0, 6 and 9 digits",
        arguments: [
            ("2026-11-21T10:00:00Z", "2026-11-21T10:10:00Z"),
            ("2026-11-21T10:00:00.370383Z", "2026-11-21T10:10:00.370383Z"),
            ("2026-11-21T10:00:00.935673870Z", "2026-11-21T10:10:00.935673870Z"),
            ("2026-11-21T10:00:00.9Z", "2026-11-21T10:09:59.935673870Z"),
        ]
    )
    func timestamps(now: String, end: String) async throws {
        var members = members()
        members["session"] = ["last_accessed_at": .string(now), "expires_at": .string(end)]
        let (result, _) = await refresh(try provider(), envelope(members), session)
        #expect(try result.get().attributes[StytchAnswer.remainingSeconds]?.exposed == "600")
    }

    static let sessionVerdicts =
        ["unauthorized_credentials", "user_unauthenticated", "invalid_secret_authentication"].map {
            Verdict(error(401, $0), .refused, $0)
        } + [
            Verdict(error(404, "session_not_found"), .refused, "session_not_found"),
            Verdict(error(500, "session_not_found"), .transient, "http-500"),
            Verdict(error(401, "something_else"), .transient, "http-401"),
            Verdict(.json(401, "{}"), .transient, "http-401"),
            Verdict(Verdict.html, .transient, "not-the-provider"),
            Verdict(error(429, "too_many_requests"), .transient, "http-429"),
            Verdict(error(400, "invalid_session_duration"), .configuration, "invalid_session_duration"),
            Verdict(.json(404, "{}"), .configuration, "http-404"),
            Verdict(.json(400, "Captcha required"), .transient, "http-400"),
            Verdict(.json(200, #"{"data":{}}"#), .transient, "incomplete-answer"),
        ]

    @Test("four error types end a session, and nothing else does", arguments: sessionVerdicts)
    func failedRefresh(_ row: Verdict) async throws {
        row.check(await refresh(try provider(), row.answer, session).result)
    }

    // MARK: End and adoption

    @Test(
        "revoking is done where the session is over, and not where nobody said so",
        arguments: [
            (HTTPResponse.json(200, #"{"data":{"status_code":200}}"#), true),
            (error(404, "session_not_found"), true), (error(401, "unauthorized_credentials"), true),
            (.json(401, "{}"), false), (.json(503, "{}"), false), (Verdict.html, false),
        ]
    )
    func revokes(_ row: (answer: HTTPResponse, isDone: Bool)) async throws {
        let provider = try provider()
        let (result, request) = await wire.ask(row.answer) { context throws(ProviderError) in
            try await provider.revoke(session, in: context)
        }
        #expect(((try? result.get()) != nil) == row.isDone)
        #expect(request?.endpoint.url == "https://test.stytch.com/sdk/v1/sessions/revoke")
        #expect(request?.authorization == .basic(user: Self.publicToken, password: Secret("opaque")))
    }

    @Test(
        "tokens that a backend obtained are adopted, and without a JWT one is fetched before anything is sent"
    )
    func adopts() throws {
        let context = ProviderContext(transport: ScriptedTransport { _ in .json(500, "") }, time: wire.time)
        let provider = try provider()
        let jwt = wire.token(["sub": "user-test-1"])
        for text in [
            #"{"session_token":"opaque","session_jwt":"\#(jwt)"}"#,
            #"{"data":{"session_token":"opaque","session_jwt":"\#(jwt)"}}"#,
        ] {
            let session = try provider.adopt(Secret(text), in: context)
            #expect(session.refreshToken?.exposed == "opaque")
            #expect(session.lifetime?.duration == .seconds(95), "it was issued some time ago")
        }
        let bare = try provider.adopt(Secret(#"{"session_token":"opaque"}"#), in: context)
        #expect(RefreshPolicy().isDue(bare, at: wire.time))
        #expect(!bare.isAlive(at: wire.time), "there is no token that a request could carry")
        for text in ["{}", #"{"session_jwt":"jwt"}"#, "no JSON"] {
            #expect(throws: ProviderError.self) { try provider.adopt(Secret(text), in: context) }
        }
    }

    @Test("a token is recognised by Stytch's own claim or issuer")
    func recognises() throws {
        let provider = try provider()
        func isOwn(_ claims: JSONObject) -> Bool {
            provider.recognises(LegacyCredential(accessToken: Secret(wire.token(claims))))
        }
        #expect(isOwn(["https://stytch.com/session": [:]]))
        #expect(isOwn(["iss": "stytch.com/project-test-1"]))
        #expect(!isOwn(["iss": "https://stytch.com.example/"]))
        #expect(!isOwn(["iss": "https://tenant.auth0.com/"]))
    }
}

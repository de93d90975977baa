import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct TokenExchangeProviderTests {
    private let wire = Exchange()
    private let legacy = LegacyCredential(
        accessToken: Secret("legacy-access"),
        refreshToken: Secret("legacy-refresh"),
        idToken: Secret("legacy-id")
    )
    private let session = Session(
        accessToken: Secret("old"),
        refreshToken: Secret("old-refresh"),
        scope: "notes"
    )

    private func provider(
        _ subject: TokenExchangeProvider.SubjectToken = .accessToken,
        type: TokenType? = nil,
        requests requested: TokenType? = nil,
        audience: String? = nil,
        resources: [String] = [],
        scope: String? = nil,
        needsRefreshToken: Bool = true
    ) -> TokenExchangeProvider {
        TokenExchangeProvider(
            server: OAuthServer(
                tokenEndpoint: Bench.endpoint("https://as.example/token"),
                revocationEndpoint: Bench.endpoint("https://as.example/revoke")
            ),
            client: OAuthClient(id: "notes", authentication: .none),
            audience: audience,
            resources: resources,
            scope: scope,
            subjectToken: subject,
            subjectTokenType: type,
            requestedTokenType: requested,
            needsRefreshToken: needsRefreshToken
        )
    }

    private func exchange(
        _ provider: TokenExchangeProvider,
        _ answer: HTTPResponse,
        _ credential: LegacyCredential? = nil
    ) async -> (result: Result<Session, ProviderError>, request: HTTPRequest?) {
        await wire.ask(answer) { context throws(ProviderError) in
            try await provider.exchange(credential ?? legacy, idempotencyKey: "the-key", in: context)
        }
    }

    private let answer = HTTPResponse.json(
        200,
        #"{"access_token":"new","issued_token_type":"urn:ietf:params:oauth:token-type:access_token","#
            + #""token_type":"N_A","expires_in":60,"refresh_token":"new-refresh"}"#
    )

    @Test(
        "each of the three kinds of token can be the subject",
        arguments: [
            (TokenExchangeProvider.SubjectToken.accessToken, "legacy-access", "access_token"),
            (.idToken, "legacy-id", "id_token"), (.refreshToken, "legacy-refresh", "refresh_token"),
        ]
    )
    func subjects(subject: TokenExchangeProvider.SubjectToken, token: String, name: String) async throws {
        let (result, request) = await exchange(provider(subject), answer)
        let session = try result.get()
        #expect(session.accessToken.exposed == "new")
        #expect(session.refreshToken?.exposed == "new-refresh")
        #expect(session.lifetime?.duration == .seconds(60))
        let urn = "urn%3Aietf%3Aparams%3Aoauth%3A"
        #expect(
            request?.body?.exposed == "grant_type=\(urn)grant-type%3Atoken-exchange&subject_token=\(token)"
                + "&subject_token_type=\(urn)token-type%3A\(name)&client_id=notes"
        )
        #expect(request?.fields["Idempotency-Key"] == "the-key")
    }

    @Test("a subject token may be called what the server wants, and a kind of token asked for")
    func ownTypes() async throws {
        let type = try #require(TokenType("urn:notes:legacy-token"))
        let provider = provider(.refreshToken, type: type, requests: .refreshToken)
        let body = try #require(await exchange(provider, answer).request?.body?.exposed)
        #expect(
            body.contains(
                "&subject_token=legacy-refresh&subject_token_type=urn%3Anotes%3Alegacy-token"
                    + "&requested_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Arefresh_token&"
            )
        )
    }

    /// Answers the exchange, and then each refresh.
    private func exchange(
        _ provider: TokenExchangeProvider,
        _ exchanged: HTTPResponse,
        then refreshed: HTTPResponse
    ) async -> (result: Result<Session, ProviderError>, bodies: [String]) {
        let transport = ScriptedTransport { request in
            request.body?.exposed.hasPrefix("grant_type=refresh_token") == true ? refreshed : exchanged
        }
        let context = ProviderContext(transport: transport, time: wire.time)
        let result: Result<Session, ProviderError>
        do throws(ProviderError) {
            result = .success(try await provider.exchange(legacy, idempotencyKey: "k", in: context))
        } catch {
            result = .failure(error)
        }
        return (result, transport.requests.compactMap(\.body?.exposed))
    }

    /// What a server answers that takes the standard by its word: what was asked for stands in the access token's place.
    private let refreshTokenAlone = HTTPResponse.json(
        200,
        #"{"access_token":"issued","issued_token_type":"urn:ietf:params:oauth:token-type:refresh_token","#
            + #""token_type":"N_A"}"#
    )

    @Test("a refresh token in the access token's place is never used as one, and buys one at once")
    func refreshTokenInPlace() async throws {
        let (result, bodies) = await exchange(
            provider(requests: .refreshToken),
            refreshTokenAlone,
            then: .json(200, #"{"access_token":"bought","token_type":"Bearer","expires_in":60}"#)
        )
        let session = try result.get()
        #expect(session.accessToken.exposed == "bought")
        #expect(session.refreshToken?.exposed == "issued")
        #expect(bodies.last == "grant_type=refresh_token&refresh_token=issued&client_id=notes")
    }

    @Test(
        "where it buys nothing, the exchange has failed, and nothing is said against the old login",
        arguments: [
            Verdict(.json(400, #"{"error":"invalid_grant"}"#), .configuration, "invalid_grant"),
            Verdict(.json(503, "{}"), .transient, "http-503"),
        ]
    )
    func uselessRefreshToken(_ row: Verdict) async {
        row.check(
            await exchange(provider(requests: .refreshToken), refreshTokenAlone, then: row.answer).result
        )
    }

    @Test("audience, resources and scope are sent where they are configured")
    func targets() async throws {
        let provider = provider(
            audience: "urn:notes",
            resources: ["https://a.example/", "https://b.example/"],
            scope: "notes offline_access"
        )
        let body = try #require(await exchange(provider, answer).request?.body?.exposed)
        let expected =
            "&audience=urn%3Anotes&resource=https%3A%2F%2Fa.example%2F&resource=https%3A%2F%2Fb.example%2F"
            + "&scope=notes+offline_access&"
        #expect(body.contains(expected))
    }

    @Test("without the subject token there is nothing to present, and nothing is sent")
    func nothingToPresent() async {
        let (result, request) = await exchange(
            provider(.idToken),
            answer,
            LegacyCredential(accessToken: Secret("legacy-access"))
        )
        #expect(throws: ProviderError.self) { try result.get() }
        #expect(request == nil)
    }

    static let exchangeVerdicts = [
        Verdict(.json(400, #"{"error":"invalid_request"}"#), .refused, "invalid_request"),
        Verdict(.json(400, #"{"error":"invalid_grant"}"#), .refused, "invalid_grant"),
        Verdict(.json(400, #"{"error":"invalid_token"}"#), .refused, "legacy-token-refused"),
        Verdict(.json(401, #"{"error":"invalid_token"}"#), .refused, "legacy-token-refused"),
        Verdict(.json(401, #"{"error":"invalid_client"}"#), .configuration, "invalid_client"),
        Verdict(.json(400, #"{"error":"invalid_target"}"#), .configuration, "invalid_target"),
        Verdict(.json(400, #"{"error":"unsupported_grant_type"}"#), .configuration, "unsupported_grant_type"),
        Verdict(.json(400, #"{"error":"temporarily_unavailable"}"#), .transient, "temporarily_unavailable"),
        Verdict(Verdict.html, .transient, "not-the-provider"),
        Verdict(.json(503, #"{"error":"invalid_request"}"#), .transient, "http-503"),
        Verdict(.json(200, #"{"token_type":"Bearer"}"#), .transient, "incomplete-answer"),
    ]

    @Test("a subject token is refused by the standard's own errors", arguments: exchangeVerdicts)
    func refuses(_ row: Verdict) async {
        row.check(await exchange(provider(), row.answer).result)
    }

    @Test(
        "a session that cannot be renewed is not worth the old login, unless the configuration says so",
        arguments: [true, false]
    )
    func withoutRefreshToken(needsIt: Bool) async {
        let answer = HTTPResponse.json(200, #"{"access_token":"new","token_type":"Bearer","expires_in":60}"#)
        let (result, _) = await exchange(provider(needsRefreshToken: needsIt), answer)
        if needsIt {
            Verdict(answer, .configuration, "no-refresh-token").check(result)
        } else {
            #expect((try? result.get())?.accessToken.exposed == "new")
        }
    }

    @Test("a refresh keeps what the answer leaves out, and only invalid_grant ends the session")
    func refreshes() async throws {
        let provider = provider()
        func refresh(_ answer: HTTPResponse) async -> Result<Session, ProviderError> {
            await wire.ask(answer) { context throws(ProviderError) in
                try await provider.refresh(session, in: context)
            }
            .result
        }
        let fresh = try await refresh(.json(200, #"{"access_token":"new"}"#)).get()
        #expect(fresh.refreshToken?.exposed == "old-refresh")
        #expect(fresh.scope == "notes")
        for row in [
            Verdict(.json(400, #"{"error":"invalid_grant"}"#), .refused, "invalid_grant"),
            Verdict(.json(400, #"{"error":"invalid_request"}"#), .configuration, "invalid_request"),
            Verdict(.json(401, "{}"), .transient, "http-401"),
        ] {
            row.check(await refresh(row.answer))
        }
    }

    @Test("both tokens are revoked, and a server that revokes no access tokens is content")
    func revokes() async throws {
        let transport = ScriptedTransport { request throws(TransportError) in
            request.body?.exposed.contains("hint=access_token") == true
                ? .json(400, #"{"error":"unsupported_token_type"}"#) : .json(200, "")
        }
        try await provider().revoke(session, in: ProviderContext(transport: transport, time: wire.time))
        #expect(
            transport.requests.map(\.body?.exposed) == [
                "token=old-refresh&token_type_hint=refresh_token&client_id=notes",
                "token=old&token_type_hint=access_token&client_id=notes",
            ]
        )
    }
}

import CarryoverTesting
import Testing

@testable import CarryoverCore

struct LegacyProviderTests {
    private let credential = LegacyCredential(
        accessToken: Secret("old-access"),
        refreshToken: Secret("old-refresh"),
        idToken: Secret("old-id")
    )

    private func context(_ answer: HTTPResponse) -> (ProviderContext, ScriptedTransport) {
        let transport = ScriptedTransport { _ in answer }
        return (ProviderContext(transport: transport, time: ManualTimeSource()), transport)
    }

    @Test("a refresh is written as a form or as JSON", arguments: OAuthClient.BodyFormat.allCases)
    func formats(_ format: OAuthClient.BodyFormat) async throws {
        let refresh = LegacyProvider.Refresh(
            endpoint: try Endpoint("https://tenant.auth0.com/oauth/token"),
            client: OAuthClient(id: "app", authentication: .none, bodyFormat: format)
        )
        let provider = LegacyProvider(issuer: nil, refresh: refresh, revocation: nil)
        let (context, transport) = context(.json(200, #"{"access_token":"new","refresh_token":"rotated"}"#))
        let fresh = try await provider.refreshed(credential, with: refresh, in: context)
        #expect(fresh.accessToken?.exposed == "new")
        #expect(fresh.refreshToken?.exposed == "rotated")
        #expect(fresh.idToken?.exposed == "old-id")
        let request = try #require(transport.requests.first)
        switch format {
        case .form:
            #expect(
                request.body?.exposed == "grant_type=refresh_token&refresh_token=old-refresh&client_id=app"
            )
            #expect(request.fields["Content-Type"] == "application/x-www-form-urlencoded")
        case .json:
            #expect(
                request.body?.exposed
                    == #"{"grant_type":"refresh_token","refresh_token":"old-refresh","client_id":"app"}"#
            )
            #expect(request.fields["Content-Type"] == "application/json")
        }
    }

    static let verdicts = [
        Verdict(.json(403, #"{"error":"invalid_grant"}"#), .refused, "invalid_grant"),
        Verdict(.json(400, #"{"error":"invalid_grant"}"#), .refused, "invalid_grant"),
        Verdict(.json(401, #"{"error":"invalid_client"}"#), .configuration, "invalid_client"),
        Verdict(.json(403, #"{"error":"mfa_required","mfa_token":"Fe26"}"#), .configuration, "mfa_required"),
        Verdict(.json(429, #"{"error":"too_many_requests"}"#), .transient, "http-429"),
        Verdict(Verdict.html, .transient, "not-the-provider"),
    ]

    @Test(
        "Auth0 refuses with 403 and Okta with 400, and only invalid_grant is a refusal",
        arguments: verdicts
    )
    func refuses(_ row: Verdict) async throws {
        let refresh = LegacyProvider.Refresh(
            endpoint: try Endpoint("https://x.okta.com/oauth2/default/v1/token"),
            client: OAuthClient(id: "app", authentication: .none)
        )
        let provider = LegacyProvider(issuer: nil, refresh: refresh, revocation: nil)
        let (context, _) = context(row.answer)
        let result: Result<LegacyCredential, ProviderError>
        do throws(ProviderError) {
            result = .success(try await provider.refreshed(credential, with: refresh, in: context))
        } catch {
            result = .failure(error)
        }
        row.check(result)
    }

    @Test("the address that signs a browser out names the client, and holds no token")
    func logout() async throws {
        let (context, transport) = context(
            .json(
                200,
                #"{"issuer":"https://old.example/","end_session_endpoint":"https://old.example/bye?x=1"}"#
            )
        )
        let discovered = LegacyProvider(
            issuer: "https://old.example/",
            refresh: nil,
            revocation: nil,
            logout: .init(
                endpoint: nil,
                clientID: "my app",
                returnTo: ("post_logout_redirect_uri", "https://a/?b")
            )
        )
        let url = try await discovered.logoutURL(in: context)
        #expect(
            url == "https://old.example/bye?x=1&client_id=my+app"
                + "&post_logout_redirect_uri=https%3A%2F%2Fa%2F%3Fb"
        )
        #expect(transport.requests.count == 1)

        let bare = LegacyProvider(
            issuer: nil,
            refresh: nil,
            revocation: nil,
            logout: .init(
                endpoint: try Endpoint("https://old.example/v2/logout"),
                clientID: nil,
                returnTo: nil
            )
        )
        #expect(try await bare.logoutURL(in: context) == "https://old.example/v2/logout")
        let none = LegacyProvider(issuer: "https://old.example/", refresh: nil, revocation: nil)
        #expect(try await none.logoutURL(in: context) == nil)
        #expect(transport.requests.count == 1)
    }

    @Test("where the server has no revocation endpoint there is nothing to revoke at")
    func noRevocation() async throws {
        let provider = LegacyProvider(
            issuer: "https://old.example",
            refresh: nil,
            revocation: .init(
                endpoint: nil,
                client: OAuthClient(id: "app", authentication: .none),
                tokens: [.refreshToken]
            )
        )
        let (context, transport) = context(.json(200, #"{"issuer":"https://old.example"}"#))
        try await provider.revoke(credential, in: context)
        #expect(transport.requests.allSatisfy { $0.method == .get })
    }
}

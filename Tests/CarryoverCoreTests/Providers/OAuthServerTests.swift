import CarryoverTesting
import Testing

@testable import CarryoverCore

struct OAuthServerTests {
    private let time = ManualTimeSource()

    private func context(_ respond: @escaping ScriptedTransport.Responder) -> (
        ProviderContext, ScriptedTransport
    ) {
        let transport = ScriptedTransport(respond)
        return (ProviderContext(transport: transport, time: time), transport)
    }

    @Test(
        "an issuer's document is looked for where the two standards have it",
        arguments: [
            (
                "https://as.example",
                [
                    "https://as.example/.well-known/oauth-authorization-server",
                    "https://as.example/.well-known/openid-configuration",
                ]
            ),
            (
                "https://tenant.auth0.com/",
                [
                    "https://tenant.auth0.com/.well-known/oauth-authorization-server",
                    "https://tenant.auth0.com/.well-known/openid-configuration",
                ]
            ),
            (
                "https://x.okta.com/oauth2/default",
                [
                    "https://x.okta.com/.well-known/oauth-authorization-server/oauth2/default",
                    "https://x.okta.com/oauth2/default/.well-known/openid-configuration",
                ]
            ),
        ]
    )
    func addresses(issuer: String, expected: [String]) throws {
        #expect(try ServerMetadata.addresses(of: Endpoint(issuer)).map(\.url) == expected)
    }

    @Test("what was discovered is asked for once, and what is configured goes before it")
    func discovers() async throws {
        let server = try OAuthServer(
            issuer: "https://as.example/realm",
            knowing: ServerMetadata(revocationEndpoint: Endpoint("https://as.example/known"))
        )
        let (context, transport) = context { request in
            guard request.endpoint.target == "/realm/.well-known/openid-configuration" else {
                return HTTPResponse(status: 404)
            }
            return .json(
                200,
                #"{"issuer":"https://as.example/realm","token_endpoint":"https://tokens.example/t","#
                    + #""revocation_endpoint":"https://as.example/told"}"#
            )
        }
        #expect(server.origins.map(\.host) == ["as.example"])
        #expect(try await server.tokenEndpoint(in: context).url == "https://tokens.example/t")
        #expect(try await server.tokenEndpoint(in: context).url == "https://tokens.example/t")
        #expect(try await server.revocationEndpoint(in: context)?.url == "https://as.example/known")
        #expect(try await server.endSessionEndpoint(in: context) == nil)
        #expect(server.origins.map(\.host) == ["as.example", "tokens.example"])
        #expect(transport.requests.count == 2)
    }

    @Test("configured endpoints need no network")
    func configured() async throws {
        let server = OAuthServer(tokenEndpoint: try Endpoint("https://as.example/token"))
        let (context, transport) = context { _ in HTTPResponse(status: 500) }
        #expect(try await server.tokenEndpoint(in: context).url == "https://as.example/token")
        #expect(try await server.revocationEndpoint(in: context) == nil)
        #expect(transport.requests.isEmpty)
    }

    static let verdicts = [
        Verdict(
            .json(200, #"{"issuer":"https://as.example/","token_endpoint":"https://as.example/t"}"#),
            .configuration,
            "issuer-mismatch"
        ),
        Verdict(.json(200, #"{"token_endpoint":"https://as.example/t"}"#), .configuration, "issuer-mismatch"),
        Verdict(
            .json(200, #"{"issuer":"https://as.example","token_endpoint":"http://as.example/t"}"#),
            .configuration,
            "unusable-endpoint"
        ),
        Verdict(HTTPResponse(status: 404), .configuration, "http-404"),
        Verdict(HTTPResponse(status: 503), .transient, "http-503"),
        Verdict(.json(200, "[]"), .transient, "incomplete-answer"),
        Verdict(Verdict.html, .transient, "not-the-provider"),
    ]

    @Test("a document that is missing, another issuer's or unusable is never followed", arguments: verdicts)
    func refuses(_ row: Verdict) async throws {
        let server = try OAuthServer(issuer: "https://as.example")
        let (context, _) = context { _ in row.answer }
        let result: Result<Endpoint, ProviderError>
        do throws(ProviderError) {
            result = .success(try await server.tokenEndpoint(in: context))
        } catch {
            result = .failure(error)
        }
        row.check(result)
    }

    @Test(
        "whatever the first address answers, the second one is asked",
        arguments: [
            HTTPResponse(
                status: 404,
                fields: ["Content-Type": "text/html"],
                body: Secret("<h1>Not found</h1>")
            ),
            HTTPResponse(status: 200, fields: ["Content-Type": "text/html"], body: Secret("<!doctype html>")),
            .json(200, "[]"), .json(400, "{}"), .json(400, #"{"error":"invalid_grant"}"#), .json(401, "{}"),
            .json(403, "{}"), HTTPResponse(status: 302), .json(500, "{}"), .json(503, "{}"),
            foreign, anotherIssuers, .json(200, "{}"), unusable,
        ]
    )
    func fallsThrough(_ first: HTTPResponse) async throws {
        let server = try OAuthServer(issuer: "https://as.example")
        let (context, transport) = context { request in
            request.endpoint.target == "/.well-known/openid-configuration"
                ? .json(200, #"{"issuer":"https://as.example","token_endpoint":"https://as.example/t"}"#)
                : first
        }
        #expect(try await server.tokenEndpoint(in: context).url == "https://as.example/t")
        #expect(transport.requests.count == 2)
    }

    /// What a server answers that has something of its own at that address.
    private static let foreign = HTTPResponse.json(
        200,
        #"{"status":"ok","token_endpoint":"https://b.example/t"}"#
    )
    private static let anotherIssuers = HTTPResponse.json(
        200,
        #"{"issuer":"https://b.example","token_endpoint":"https://b.example/t"}"#
    )
    private static let unusable = HTTPResponse.json(
        200,
        #"{"issuer":"https://as.example","token_endpoint":"http://as.example/t"}"#
    )
    private static let good = HTTPResponse.json(
        200,
        #"{"issuer":"https://as.example","token_endpoint":"https://as.example/t"}"#
    )
    private static let portal = HTTPResponse(
        status: 200,
        fields: ["Content-Type": "text/html"],
        body: Secret("<!doctype html>")
    )
    private static let missing = HTTPResponse(status: 404)
    private static let outage = HTTPResponse.json(503, "{}")

    /// What the two addresses answer, and what becomes of it.
    struct Pair: Sendable, CustomTestStringConvertible {
        let first: HTTPResponse
        let second: HTTPResponse
        /// `nil` for the endpoint in the issuer's own document.
        let code: String?
        var kind = ProviderError.Kind.configuration

        var testDescription: String {
            "\(first.status) \(first.body.exposed), \(second.status) \(second.body.exposed)"
        }
    }

    static let pairs =
        [foreign, anotherIssuers, unusable, missing, outage, portal].map {
            Pair(first: $0, second: good, code: nil)
        }
        + [foreign, anotherIssuers, missing, outage].map {
            Pair(first: good, second: $0, code: nil)
        } + [
            Pair(first: foreign, second: missing, code: "issuer-mismatch"),
            Pair(first: foreign, second: foreign, code: "issuer-mismatch"),
            Pair(first: foreign, second: anotherIssuers, code: "issuer-mismatch"),
            Pair(first: missing, second: anotherIssuers, code: "issuer-mismatch"),
            Pair(first: portal, second: anotherIssuers, code: "issuer-mismatch"),
            Pair(first: anotherIssuers, second: portal, code: "issuer-mismatch"),
            Pair(first: unusable, second: missing, code: "unusable-endpoint"),
            Pair(first: unusable, second: foreign, code: "unusable-endpoint"),
            Pair(first: foreign, second: unusable, code: "unusable-endpoint"),
            Pair(first: foreign, second: outage, code: "http-503", kind: .transient),
            Pair(first: outage, second: anotherIssuers, code: "http-503", kind: .transient),
            Pair(first: missing, second: portal, code: "not-the-provider", kind: .transient),
        ]

    @Test(
        "the issuer's own document is found at either address, and another one is never followed",
        arguments: pairs
    )
    func twoAddresses(_ pair: Pair) async throws {
        let server = try OAuthServer(issuer: "https://as.example")
        let (context, _) = context { request in
            request.endpoint.target.hasSuffix("authorization-server") ? pair.first : pair.second
        }
        do throws(ProviderError) {
            let endpoint = try await server.tokenEndpoint(in: context)
            #expect(pair.code == nil)
            #expect(endpoint.url == "https://as.example/t")
        } catch {
            #expect(error.code == pair.code)
            #expect(error.kind == pair.kind)
        }
    }

    @Test("where neither address has it, what may pass is waited out", arguments: [true, false])
    func neither(isFirst: Bool) async throws {
        let server = try OAuthServer(issuer: "https://as.example")
        let (context, _) = context { request in
            request.endpoint.target.hasSuffix("authorization-server") == isFirst
                ? .json(503, "{}") : HTTPResponse(status: 404)
        }
        let error = await #expect(throws: ProviderError.self) { try await server.tokenEndpoint(in: context) }
        #expect(error?.kind == .transient)
        #expect(error?.code == "http-503")
    }

    @Test("a failure is not remembered, and a refusal is nobody's verdict here")
    func failsOnce() async throws {
        let server = try OAuthServer(issuer: "https://as.example")
        let (refusing, _) = context { _ in .json(400, #"{"error":"invalid_grant"}"#) }
        let error = await #expect(throws: ProviderError.self) { try await server.tokenEndpoint(in: refusing) }
        #expect(error?.kind == .transient)
        let (context, _) = context { _ in
            .json(200, #"{"issuer":"https://as.example","token_endpoint":"https://as.example/t"}"#)
        }
        #expect(try await server.tokenEndpoint(in: context).url == "https://as.example/t")
    }

    @Test("a server without a token endpoint is a matter of configuration")
    func noTokenEndpoint() async throws {
        let server = try OAuthServer(issuer: "https://as.example")
        let (context, _) = context { _ in .json(200, #"{"issuer":"https://as.example"}"#) }
        let error = await #expect(throws: ProviderError.self) { try await server.tokenEndpoint(in: context) }
        #expect(error?.code == "no-token-endpoint")
        #expect(error?.kind == .configuration)
    }
}

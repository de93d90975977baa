import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct DescopeAccessKeyProviderTests {
    private let wire = Exchange()

    private func provider() throws -> DescopeAccessKeyProvider {
        try DescopeAccessKeyProvider(
            project: DescopeProject(id: "P2abc"),
            accessKey: Secret("the-access-key")
        )
    }

    private var answer: HTTPResponse {
        .json(200, #"{"keyId":"K2key","sessionJwt":"\#(wire.token(["sub": "K2key", "iss": "P2abc"]))"}"#)
    }

    @Test("a key is exchanged for a session that can be renewed and does not hold the key")
    func opens() async throws {
        let provider = try provider()
        let (result, request) = await wire.ask(answer) { context throws(ProviderError) in
            try await provider.open(in: context)
        }
        let session = try #require(try result.get())
        #expect(session.subject == "K2key")
        #expect(session.lifetime?.duration == .seconds(100))
        #expect(request?.endpoint.url == "https://api.descope.com/v1/auth/accesskey/exchange")
        #expect(request?.authorization == .bearer(Secret("P2abc:the-access-key")))
        let mark = try #require(session.refreshToken)
        #expect(!mark.isEmpty)
        #expect(!session.shares(Secret("the-access-key")))
    }

    @Test("a session is renewed by exchanging the key again")
    func renews() async throws {
        let provider = try provider()
        let old = Session(accessToken: Secret("old"), refreshToken: Secret("mark"))
        let (result, request) = await wire.ask(answer) { context throws(ProviderError) in
            try await provider.refresh(old, in: context)
        }
        #expect(try result.get().accessToken.exposed != "old")
        #expect(request?.authorization == .bearer(Secret("P2abc:the-access-key")))
    }

    static let verdicts = [
        Verdict(.json(401, #"{"errorCode":"E062803"}"#), .refused, "E062803"),
        Verdict(.json(403, #"{"errorCode":"E062802"}"#), .refused, "E062802"),
        Verdict(.json(401, "{}"), .transient, "http-401"),
        Verdict(.json(429, #"{"errorCode":"E130429"}"#), .transient, "http-429"),
        Verdict(.json(200, #"{"keyId":"K2key"}"#), .transient, "incomplete-answer"),
        Verdict(Verdict.html, .transient, "not-the-provider"),
    ]

    @Test("a key is refused in Descope's own words only", arguments: verdicts)
    func refuses(_ row: Verdict) async throws {
        let provider = try provider()
        let (result, _) = await wire.ask(row.answer) { context throws(ProviderError) in
            try await provider.open(in: context)
        }
        row.check(result)
    }

    @Test("a machine has nothing to migrate, to adopt or to revoke, and sends nothing")
    func nothingElse() async throws {
        let provider = try provider()
        let (exchanged, first) = await wire.ask(answer) { context throws(ProviderError) in
            try await provider.exchange(
                LegacyCredential(accessToken: Secret("legacy")),
                idempotencyKey: "k",
                in: context
            )
        }
        guard case .failure(let error) = exchanged else {
            Issue.record("a machine was migrated")
            return
        }
        #expect(error.kind == .configuration, "the legacy credential has to stay")
        let (revoked, second) = await wire.ask(answer) { context throws(ProviderError) in
            try await provider.revoke(Session(accessToken: Secret("old")), in: context)
        }
        #expect(throws: Never.self) { try revoked.get() }
        #expect(first == nil && second == nil)
    }
}

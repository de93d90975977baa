import CarryoverCore
import CarryoverVerifier
import FoundationEssentials
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProviderTests {
    private static let issuer = "https://api.example.com/auth"
    private static let superTokens = TokenDraft(
        header: ["typ": "JWT", "version": "5"],
        claims: [
            "iss": .string(issuer), "sub": "user-1", "rsub": "user-1", "tId": "public", "iat": 1_799_999_990,
            "exp": 1_800_003_600, "sessionHandle": "h", "refreshTokenHash1": "ab",
            "parentRefreshTokenHash1": nil,
            "antiCsrfToken": nil,
        ]
    )

    private func verdict(_ new: TrustedIssuer, _ token: String) async -> String {
        do throws(VerificationError) {
            return try await TokenVerifier(legacy: nil, new: new).verify(token, at: Providers.now).owner
                .rawValue
        } catch {
            return error.code.rawValue
        }
    }

    @Test(
        "SuperTokens signs sessions with one of its two kinds of keys, and the other kind does not count",
        arguments: [
            (TrustedIssuer.SuperTokensKeys.dynamic, "d-1795222", "new"),
            (.dynamic, "s-2de612", "unknown-key"),
            (.static, "s-2de612", "new"), (.static, "d-1795222", "unknown-key"),
        ]
    )
    func superTokensKeys(_ kind: TrustedIssuer.SuperTokensKeys, id: String, verdict: String) async throws {
        let keys = try ["d-1795222", "s-2de612"].map { try TestKey.rsa($0, key: RSAKeys.first.get()) }
        let pinned = TrustedKeys.pinned(try await VerificationKeys(jwks: TestKey.set(keys)))
        let key = try TestKey.rsa(id, key: RSAKeys.first.get())
        let token = try Self.superTokens.signed(by: key)
        #expect(await self.verdict(.superTokens(Self.issuer, keys: pinned, signing: kind), token) == verdict)
    }

    @Test(
        "another token that the core signed is no session",
        arguments: ["sessionHandle", "refreshTokenHash1", "sub"]
    )
    func superTokensOther(_ claim: String) async throws {
        let key = TestKey.es256("d-1")
        let pinned = TrustedKeys.pinned(try await VerificationKeys(jwks: TestKey.set([key])))
        let token = try Self.superTokens.with(claim, nil).signed(by: key)
        #expect(await verdict(.superTokens(Self.issuer, keys: pinned), token) == "claim")
    }

    @Test(
        "Stytch names itself without a scheme or by the project's own domain",
        arguments: [
            ("stytch.com/project-test-1", ["project-test-1"], "new"),
            ("https://login.example.com", ["project-test-1"], "new"),
            ("https://stytch.com/project-test-1", ["project-test-1"], "issuer"),
            ("stytch.com/project-test-2", ["project-test-1"], "issuer"),
            ("stytch.com/project-test-1", ["project-test-2"], "audience"),
        ] as [(String, [String], String)]
    )
    func stytch(issuer: String, audience: [String], verdict: String) async throws {
        let key = TestKey.es256("jwk-test-1")
        let pinned = TrustedKeys.pinned(try await VerificationKeys(jwks: TestKey.set([key])))
        let token = try TokenDraft(
            header: ["typ": "JWT"],
            claims: [
                "iss": .string(issuer), "aud": .array(audience.map { .string($0) }), "sub": "user-test-1",
                "exp": 1_800_000_300,
            ]
        ).signed(by: key)
        let trusted = TrustedIssuer.stytch(
            projectID: "project-test-1",
            keys: pinned,
            baseURL: "https://login.example.com"
        )
        #expect(await self.verdict(trusted, token) == verdict)
    }

    @Test(
        "Descope names the project alone or in a URL, and its refresh tokens are no session tokens",
        arguments: [
            ("P2abc", "DS", "new"), ("https://api.descope.com/P2abc", "DS", "new"), ("P2abc", "DSR", "claim"),
            ("P2abc", nil, "claim"), ("P2abcd", "DS", "issuer"),
            ("https://api.descope.com/P2abc/", "DS", "issuer"),
        ] as [(String, String?, String)]
    )
    func descope(issuer: String, kind: String?, verdict: String) async throws {
        let key = TestKey.es384("SK2")
        let pinned = TrustedKeys.pinned(try await VerificationKeys(jwks: TestKey.set([key])))
        let token = try TokenDraft(
            header: ["typ": "JWT"],
            claims: ["iss": .string(issuer), "sub": "U2", "exp": 1_800_000_300]
        ).with("drn", kind.map { .string($0) }).signed(by: key)
        #expect(await self.verdict(.descope(projectID: "P2abc", keys: pinned), token) == verdict)
    }
}

import CarryoverCore
import CarryoverVerifier
import FoundationEssentials

/// An old provider that signs with RSA, a new one that signs with ECDSA, and somebody else.
struct Providers: Sendable {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let seconds: Int64 = 1_800_000_000
    static let legacyIssuer = "https://old.example.com/"
    static let newIssuer = "https://new.example.com"
    static let audience = "https://api.example.com"

    let legacyKey: TestKey
    let newKey: TestKey
    /// Another of the old provider's keys.
    let spareKey: TestKey
    /// Somebody's own key, which bears the name of the old provider's.
    let strangersKey: TestKey
    let verifier: TokenVerifier

    init() async throws {
        legacyKey = try .rsa("old-1", key: RSAKeys.first.get())
        spareKey = .es256("old-2")
        newKey = .es256("new-1")
        strangersKey = try .rsa("old-1", key: RSAKeys.second.get())
        let legacyKeys = try await VerificationKeys(jwks: TestKey.set([legacyKey, spareKey]))
        let newKeys = try await VerificationKeys(jwks: TestKey.set([newKey]))
        verifier = TokenVerifier(
            legacy: TrustedIssuer(Self.legacyIssuer, audiences: [Self.audience], keys: .pinned(legacyKeys)),
            new: TrustedIssuer(Self.newIssuer, audiences: [Self.audience], keys: .pinned(newKeys))
        )
    }

    /// A good token of the old provider, but for its signature.
    static let legacyDraft = TokenDraft(
        header: ["typ": "JWT"],
        claims: [
            "iss": .string(legacyIssuer), "sub": "auth0|ada",
            "aud": [.string(audience), "https://old.example.com/userinfo"],
            "iat": .integer(seconds - 60), "exp": .integer(seconds + 600),
            "email": "ada@example.com", "email_verified": true,
        ]
    )

    /// A good token of the new provider, but for its signature.
    static let newDraft = TokenDraft(
        header: ["typ": "at+jwt"],
        claims: [
            "iss": .string(newIssuer), "sub": "user-ada", "aud": .string(audience),
            "iat": .integer(seconds), "nbf": .integer(seconds), "exp": .integer(seconds + 300),
        ]
    )

    /// What becomes of a token: the code of its refusal, or whose it is.
    func verdict(on token: String, at now: Date = now) async -> String {
        do throws(VerificationError) {
            return try await verifier.verify(token, at: now).owner.rawValue
        } catch {
            return error.code.rawValue
        }
    }
}

import CarryoverCore
import CarryoverVerifier
import FoundationEssentials
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TokenVerifierTests {
    @Test("tokens of both providers are accepted and told apart")
    func both() async throws {
        let providers = try await Providers()
        let legacy = try await providers.verifier.verify(
            Providers.legacyDraft.signed(by: providers.legacyKey),
            at: Providers.now
        )
        #expect(legacy.owner == .legacy)
        #expect(legacy.subject == "auth0|ada")
        #expect(legacy.issuer == Providers.legacyIssuer)
        #expect(legacy.expiresAt == Providers.now.addingTimeInterval(600))
        #expect(legacy.email == "ada@example.com")
        #expect(legacy.isEmailVerified)
        #expect(try JSONValue(parsing: legacy.payload).object == Providers.legacyDraft.claims)

        let new = try await providers.verifier.verify(
            Providers.newDraft.signed(by: providers.newKey),
            at: Providers.now
        )
        #expect(new.owner == .new)
        #expect(new.subject == "user-ada")
        #expect(new.email == nil)
        #expect(!new.isEmailVerified)
    }

    @Test("a verified token describes itself without saying whose it is")
    func description() async throws {
        let providers = try await Providers()
        let token = try await providers.verifier.verify(
            Providers.legacyDraft.signed(by: providers.legacyKey),
            at: Providers.now
        )
        var text = ""
        dump(token, to: &text)
        text += "\(token) \(String(reflecting: token))"
        #expect(text.contains("legacy"))
        #expect(!text.contains("ada"))
    }

    @Test("once the old provider is dropped its tokens are strangers'")
    func dropped() async throws {
        let keys = try await VerificationKeys(jwks: TestKey.set([.es256("new-1")]))
        let verifier = TokenVerifier(
            legacy: nil,
            new: TrustedIssuer(Providers.newIssuer, audiences: [], keys: .pinned(keys))
        )
        let token = try Providers.legacyDraft.signed(by: .rsa("old-1", key: RSAKeys.first.get()))
        await #expect { try await verifier.verify(token, at: Providers.now) } throws: { error in
            (error as? VerificationError)?.code == .issuer && (error as? VerificationError)?.owner == nil
        }
    }

    @Test("an error tells whose token it was, and whether the token is to blame")
    func errors() async throws {
        let providers = try await Providers()
        let token = try Providers.legacyDraft.signed(by: providers.legacyKey)
        await #expect {
            try await providers.verifier.verify(token, at: Providers.now.addingTimeInterval(3600))
        } throws: { error in
            guard let error = error as? VerificationError else { return false }
            return error.code == .expired && error.owner == .legacy && !error.isTransient
        }
    }

    @Test(
        "the times hold to the second, give or take the leeway of thirty",
        arguments: [
            (-30.0, "not-yet-valid"), (-29, "new"), (0, "new"), (329, "new"), (330, "expired"),
            (331, "expired"),
        ]
    )
    func times(offset: Double, verdict: String) async throws {
        let providers = try await Providers()
        // Valid from one second on, for 299 seconds.
        let token = try Providers.newDraft.with("nbf", .integer(Providers.seconds + 1)).signed(
            by: providers.newKey
        )
        #expect(await providers.verdict(on: token, at: Providers.now.addingTimeInterval(offset)) == verdict)
    }

    @Test("a token may be as long as a header takes")
    func long() async throws {
        let providers = try await Providers()
        let filling = JSONValue.string(String(repeating: "x", count: 11 << 10))
        let token = try Providers.newDraft.with("filling", filling).signed(by: providers.newKey)
        #expect(await providers.verdict(on: token) == "new")
    }

    @Test("an expiry may have a fraction")
    func fraction() async throws {
        let providers = try await Providers()
        let token = try Providers.newDraft.with("exp", .number("1800000300.5")).signed(by: providers.newKey)
        #expect(await providers.verdict(on: token, at: Providers.now.addingTimeInterval(330.25)) == "new")
        #expect(await providers.verdict(on: token, at: Providers.now.addingTimeInterval(330.75)) == "expired")
    }

    @Test(
        "a type is compared without its prefix and without regard to case",
        arguments: ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "application/JWT"]
    )
    func types(_ type: String) async throws {
        let providers = try await Providers()
        let token = try Providers.newDraft.with(header: "typ", .string(type)).signed(by: providers.newKey)
        #expect(await providers.verdict(on: token) == "new")
    }

    @Test("a token may leave its type out")
    func noType() async throws {
        let providers = try await Providers()
        let token = try Providers.newDraft.with(header: "typ", nil).signed(by: providers.newKey)
        #expect(await providers.verdict(on: token) == "new")
    }

    @Test("a key may be left out where there is only one")
    func onlyKey() async throws {
        let providers = try await Providers()
        #expect(
            await providers.verdict(on: try Providers.newDraft.anonymouslySigned(by: providers.newKey))
                == "new"
        )
    }

    @Test(
        "an issuer without an audience of ours refuses tokens that are meant for somebody",
        arguments: [(nil, "new"), ("https://api.example.com", "audience"), ("", "audience")]
            as [(String?, String)]
    )
    func noAudience(audience: String?, verdict: String) async throws {
        let key = TestKey.es256("new-1")
        let keys = TrustedKeys.pinned(try await VerificationKeys(jwks: TestKey.set([key])))
        let verifier = TokenVerifier(
            legacy: nil,
            new: TrustedIssuer(Providers.newIssuer, audiences: [], keys: keys)
        )
        let token = try Providers.newDraft.with("aud", audience.map { .string($0) }).signed(by: key)
        let code: String
        do throws(VerificationError) {
            code = try await verifier.verify(token, at: Providers.now).owner.rawValue
        } catch {
            code = error.code.rawValue
        }
        #expect(code == verdict)
    }
}

import CarryoverCore
import CarryoverVerifier
import FoundationEssentials
import Testing

@Suite(.timeLimit(.minutes(10)))
struct AlgorithmTests {
    private static let names = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]

    private func key(_ name: String) throws -> TestKey {
        switch name {
        case "ES256": .es256("k")
        case "ES384": .es384("k")
        case "ES512": .es512("k")
        case "EdDSA": .eddsa("k")
        default: try .rsa("k", name, key: RSAKeys.first.get())
        }
    }

    private func verdict(on token: String, keys: String) async throws -> String {
        let keys = try await VerificationKeys(jwks: keys)
        let issuer = TrustedIssuer(Providers.newIssuer, audiences: [Providers.audience], keys: .pinned(keys))
        do throws(VerificationError) {
            return try await TokenVerifier(legacy: nil, new: issuer).verify(token, at: Providers.now).owner
                .rawValue
        } catch {
            return error.code.rawValue
        }
    }

    @Test("a key verifies with its own algorithm, and with no other one that a token names", arguments: names)
    func ownAlgorithm(_ name: String) async throws {
        let key = try key(name)
        let keys = TestKey.set([key])
        #expect(try await verdict(on: Providers.newDraft.signed(by: key), keys: keys) == "new")
        for other in Self.names where other != name {
            let token = try Providers.newDraft.with(header: "alg", .string(other)).signed(by: key)
            #expect(try await verdict(on: token, keys: keys) == "algorithm")
            let signedOtherwise = try Providers.newDraft.signed(by: self.key(other))
            #expect(try await verdict(on: signedOtherwise, keys: keys) == "algorithm")
        }
    }

    @Test(
        "a key that names no algorithm has the usual one of its type",
        arguments: [("RS256", "RS256"), ("PS256", "RS256"), ("ES384", "ES384"), ("EdDSA", "EdDSA")]
    )
    func unnamed(name: String, usual: String) async throws {
        let key = try key(name)
        var published = key.published
        published["alg"] = nil
        let verdict = try await verdict(
            on: Providers.newDraft.signed(by: key),
            keys: TestKey.set(published: [published])
        )
        #expect(verdict == (name == usual ? "new" : "algorithm"))
    }

    @Test("a key set leaves out what cannot verify tokens", arguments: UnusableKey.all)
    func unusable(_ unusable: UnusableKey) async throws {
        let good = TestKey.es256("good")
        var published = try TestKey.rsa("bad", key: RSAKeys.first.get()).published
        for (name, value) in unusable.members { published[name] = value }
        let keys = try await VerificationKeys(jwks: TestKey.set(published: [published, good.published]))
        #expect(keys.count == 1)
        await #expect { try await VerificationKeys(jwks: TestKey.set(published: [published])) } throws: {
            error in
            (error as? VerificationError)?.code == .keysUnavailable
        }
    }

    @Test("an RSA key of 1024 bits is left out")
    func small() async throws {
        let small = try TestKey.rsa("bad", key: RSAKeys.small.get())
        #expect(try await VerificationKeys(jwks: TestKey.set([small, .es256("good")])).count == 1)
    }

    @Test("members that say nothing wrong are no obstacle")
    func useful() async throws {
        var published = TestKey.es256("good").published
        published["key_ops"] = ["verify"]
        published["x5t#S256"] = "AAAA"
        #expect(try await VerificationKeys(jwks: TestKey.set(published: [published])).count == 1)
    }

    @Test("a private half that was published by mistake is not read")
    func privateHalf() async throws {
        let key = try TestKey.rsa("k", key: RSAKeys.first.get())
        var published = key.published
        published["d"] = "AQAB"
        let token = try Providers.newDraft.signed(by: key)
        #expect(try await verdict(on: token, keys: TestKey.set(published: [published])) == "new")
    }

    @Test("of two keys with one name the first one counts")
    func sameName() async throws {
        let (first, second) = (TestKey.es256("k"), TestKey.es256("k"))
        let keys = TestKey.set([first, second])
        #expect(try await verdict(on: Providers.newDraft.signed(by: first), keys: keys) == "new")
        #expect(try await verdict(on: Providers.newDraft.signed(by: second), keys: keys) == "signature")
    }

    @Test(
        "what is no key set is refused",
        arguments: [
            "", "null", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[1,"a",null]}"#, "<html>",
        ]
    )
    func noKeySet(_ text: String) async {
        await #expect { try await VerificationKeys(jwks: text) } throws: { error in
            (error as? VerificationError)?.code == .keysUnavailable
        }
    }
}

import Foundation
import MockIdentity
import Testing

@Suite struct KeySetTests {
    @Test func theKeyChoosesTheAlgorithmAndNotTheToken() async throws {
        let key = try await TestKeys.shared.legacy
        var other = try #require(key.publicKeys["keys"]?.array?.first?.object)
        other["kid"] = "other"
        other["alg"] = "RS512"
        let own = try #require(key.publicKeys["keys"]?.array?.first)
        let keys = try await KeySet(jwks: ["keys": [own, .object(other)]])

        let token = try await key.sign(["sub": "ada"])
        #expect(try await keys.verify(token).subject == "ada")
        let parts = token.split(separator: ".")
        let header = Base64URL.encode(Data(#"{"alg":"RS512","kid":"\#(key.id)"}"#.utf8))
        await #expect(throws: TokenFailure.algorithm) {
            try await keys.verify("\(header).\(parts[1]).\(parts[2])")
        }
    }

    @Test func keysForEncryptionAndUnreadableOnesAreLeftOut() async throws {
        let key = try await TestKeys.shared.legacy
        let own = try #require(key.publicKeys["keys"]?.array?.first)
        let encryption: JSONValue = [
            "kty": "RSA", "kid": "enc", "use": "enc", "alg": "RSA-OAEP", "n": "AQ", "e": "AQAB",
        ]
        let strange: JSONValue = ["kty": "XYZ", "kid": "strange"]
        let keys = try await KeySet(jwks: ["keys": [encryption, strange, own]])
        #expect(keys.contains(key.id) && !keys.contains("enc") && !keys.contains("strange"))
        await #expect(throws: TokenFailure.keysUnavailable) {
            try await KeySet(jwks: ["keys": [encryption, strange]])
        }
    }

    @Test func identifiersRepeatFromOneSeedAndDifferOtherwise() {
        #expect(IdentifierSource.seeded(1).uuid() == IdentifierSource.seeded(1).uuid())
        #expect(IdentifierSource.seeded(1).uuid() != IdentifierSource.seeded(2).uuid())
        #expect(UUID(uuidString: IdentifierSource.system.uuid()) != nil)
        #expect(IdentifierSource.system.hex(32) != IdentifierSource.system.hex(32))
    }
}

import CarryoverTesting
import Testing

@testable import CarryoverCore

struct TokenClassifierTests {
    @Test(
        "a token is told by its issuer and its shape, and what does not say is nobody's",
        arguments: [
            (["iss": "https://old.example/"], .legacy),
            (["iss": "https://api.example/auth", "sessionHandle": "h"], .new),
            (["iss": "https://old.example"], .unknown), (["iss": "https://stranger.example/"], .unknown),
            (["sub": "ada"], .unknown),
        ] as [(JSONObject, TokenClassifier.Owner)]
    )
    func owners(claims: JSONObject, owner: TokenClassifier.Owner) throws {
        let manager = try Bench().manager {
            $0.legacyProvider = LegacyProvider(issuer: "https://old.example/", refresh: nil, revocation: nil)
        }
        #expect(manager.classifier.owner(of: Secret(Servers.State.token(claims))) == owner)
    }

    @Test("an opaque token, an empty one, and any where no old issuer is known, are unknown")
    func unknown() throws {
        let classifier = try Bench().manager().classifier
        let token = Servers.State.token(["iss": "https://old.example/"])
        for text in ["", "opaque", "a.b.c", token] {
            #expect(classifier.owner(of: Secret(text)) == .unknown)
        }
    }
}

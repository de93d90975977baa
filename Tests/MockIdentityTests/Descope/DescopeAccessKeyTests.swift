import Foundation
import MockIdentity
import Testing

@Suite struct DescopeAccessKeyTests {
    @Test("a key gives a session token with the claims that were asked for, and no refresh token")
    func exchanges() async throws {
        try await MockIdentity.test { mock in
            let answer = try await mock.descope(
                "/v1/auth/accesskey/exchange",
                "K2mockaccesskey",
                ["loginOptions": ["customClaims": ["k": "v"], "selectedTenant": "T2"]]
            )
            #expect(answer.json.object.map { Set($0.keys) } == ["keyId", "sessionJwt"])
            let claims = try #require(UnverifiedToken(answer.json["sessionJwt"]?.string ?? "")?.claims)
            #expect(claims.subject == answer.json["keyId"]?.string)
            #expect(claims.members["nsec"] == ["k": "v"])
            #expect(claims.string("dct") == "T2")
            #expect(mock.outcomes(.descope) == ["access-key-exchanged"])
        }
    }

    @Test(
        "a key that is missing or unknown has its own code",
        arguments: [(nil, "E062802"), ("", "E062802"), ("K2unknown", "E062803")]
    )
    func refuses(key: String?, code: String) async throws {
        try await MockIdentity.test { mock in
            let answer = try await mock.descope("/v1/auth/accesskey/exchange", key)
            #expect(answer.status == 401)
            #expect(answer.json["errorCode"]?.string == code)
        }
    }

    @Test(
        "imported keys work until they expire, and are not echoed",
        arguments: ["1800000100" as JSONValue, 1_800_000_100]
    )
    func imports(expireTime: JSONValue) async throws {
        try await MockIdentity.test { mock in
            let answer = try await mock.descope(
                "/v1/mgmt/accesskey/import",
                "K2mockmanagementkey",
                [
                    "keys": [
                        [
                            "name": "bot", "cleartext": "legacy-key", "expireTime": expireTime,
                            "roleNames": ["admin"],
                        ],
                        ["name": "other", "cleartext": "other-key", "expireTime": "0"],
                    ]
                ]
            )
            #expect(answer.status == 200)
            #expect(answer.json["keys"]?.array?.count == 2)
            #expect(answer.json["keys"]?.array?.first?["roleNames"] == ["admin"])
            #expect(answer.json["keys"]?.array?.first?["expireTime"]?.number == 1_800_000_100)
            #expect(!answer.text.contains("legacy-key"))
            #expect(try await mock.descope("/v1/auth/accesskey/exchange", "legacy-key").status == 200)
            mock.clock.advance(by: 100)
            #expect(try await mock.descope("/v1/auth/accesskey/exchange", "legacy-key").status == 401)
            #expect(try await mock.descope("/v1/auth/accesskey/exchange", "other-key").status == 200)
        }
    }

    @Test("an import is done whole or not at all, and for the management key only")
    func importIsStrict() async throws {
        try await MockIdentity.test { mock in
            let path = "/v1/mgmt/accesskey/import"
            let good: JSONValue = ["name": "bot", "cleartext": "legacy-key"]
            let wrong = try await mock.descope(
                path,
                "K2mockmanagementkey",
                ["keys": [good, ["cleartext": "x"]]]
            )
            #expect(wrong.status == 400)
            #expect(wrong.json["errorMessage"]?.string == "The name field is required")
            #expect(try await mock.descope(path, "K2mockaccesskey", ["keys": [good]]).status == 401)
            #expect(try await mock.descope(path, "K2mockmanagementkey", ["keys": []]).status == 400)
            #expect(mock.descope.importedKeys.isEmpty)
        }
    }
}

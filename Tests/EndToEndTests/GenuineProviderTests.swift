import CarryoverCore
import MockIdentity
import Testing

/// The legacy session comes from a genuine OpenID provider, through a token file as a Python app with authlib leaves it.
@Suite(.enabled(if: Python.path != nil, "CARRYOVER_PYTHON names no Python with oidc-provider-mock"))
struct GenuineProviderTests {
    @Test(arguments: ["header", "body"])
    func aLoginOfAGenuineProviderIsMigrated(place: String) async throws {
        let python = try #require(Python.path)
        try await Installation.run { installation in
            let script = #filePath.split(separator: "/").dropLast().joined(separator: "/")
            let provider = try Program(
                python,
                ["/\(script)/GenuineProvider/sign_in.py", installation.legacyFile],
                environment: installation.environment
            )
            let line = await provider.nextLine()
            let ready = try #require(try JSONValue(parsing: Array(line.utf8)).object, "\(line)")
            let issuer = try #require(ready["issuer"]?.string)
            let keys = try #require(ready["jwks_uri"]?.string)
            let tokenEndpoint = try #require(ready["token_endpoint"]?.string)
            installation.mock.configure { settings in
                settings.supertokens.legacyIssuer = issuer
                settings.supertokens.legacyJWKSURL = keys
            }
            try installation.configure { object in
                object["provider"] = [
                    "kind": "supertokens", "api_domain": .string(installation.mock.addresses.supertokens),
                    "legacy_token": "id_token", "legacy_token_in": .string(place),
                ]
                object["legacy"] = [
                    "issuer": .string(issuer),
                    "sources": [["kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json"]],
                    "refresh": [
                        "token_endpoint": .string(tokenEndpoint), "client_id": "notes",
                        "client_secret": "secret",
                        "client_auth": "basic",
                    ],
                ]
            }
            let started = try await installation.demo("start", "--json")
            _ = await provider.finish()
            #expect(started.exitCode == 0, "\(started.output)\(started.errors)")
            let status = try await installation.status()
            #expect(status["state"]?.string == "active")
            #expect(status["subject"]?.string == "ada@example.com")
            #expect(status["migration"]?.object?["from_issuer"]?.string == issuer)
            #expect(installation.read(installation.legacyFile) == nil)
        }
    }
}

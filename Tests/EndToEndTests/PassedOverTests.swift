import CarryoverCore
import Glibc
import MockIdentity
import Testing

/// What `start` and `legacy` say of places and logins that are not used.
@Suite struct PassedOverTests {
    private typealias JSON = CarryoverCore.JSONValue

    /// Changes the section `legacy` of the configuration.
    private func configure(_ installation: Installation, _ values: [String: JSON]) throws {
        try installation.configure { object in
            var legacy = object["legacy"]?.object ?? [:]
            for (key, value) in values { legacy[key] = value }
            object["legacy"] = .object(legacy)
        }
    }

    private func source(_ kind: String, _ path: String) -> JSON {
        ["kind": .string(kind), "path": .string(path)]
    }

    @Test func aLoginOfAnotherIssuerIsPassedOverAloud() async throws {
        try await Installation.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            let before = installation.read(installation.legacyFile)
            // The slash at the end belongs to it, and is easily forgotten.
            try configure(
                installation,
                ["issuer": .string(String(installation.mock.legacy.issuer.dropLast()))]
            )
            let text = try await installation.demo("start")
            #expect(text.exitCode == 1)
            let last = text.errors.split(separator: "\n").last ?? ""
            #expect(last.contains("other-issuer"), "\(text.errors)")
            let json = try await installation.demo("start", "--json")
            #expect(json.exitCode == 1)
            let event = json.output.split(separator: "\n").compactMap {
                (try? JSON(parsing: Array($0.utf8)))?.object
            }.first { $0["event"]?.string == "legacy.passed_over" }
            #expect(event?["verdict"]?.string == "other-issuer")
            #expect(event?["place"]?.string == installation.legacyFile)
            #expect(event?["issuer"]?.string == installation.mock.legacy.issuer)
            for output in [text.output, text.errors, json.output, json.errors] {
                #expect(!tokens.contains { output.contains($0) })
            }
            #expect(installation.read(installation.legacyFile) == before)
            #expect(installation.mock.ledger.entries.isEmpty)
        }
    }

    @Test func aLoginThatIsBoundToAKeyIsPassedOverAloud() async throws {
        try await Installation.run { installation in
            try installation.write(
                #"{"access_token":"a","refresh_token":"r","token_type":"DPoP"}"#,
                to: installation.legacyFile
            )
            let finished = try await installation.demo("start")
            #expect(finished.exitCode == 1)
            #expect(finished.errors.contains("sender-constrained"))
        }
    }

    @Test func anotherClientsLoginIsNeverSpent() async throws {
        try await Installation.run { installation in
            let answer = try await installation.mock.signInLegacy(subject: "ada", email: "ada@example.com")
            let issuer = installation.mock.legacy.issuer
            let client = installation.mock.settings.legacy.clientID
            func user(_ token: String, _ client: String) -> JSON {
                [
                    "access_token": .string("over-\(client)"), "refresh_token": .string(token),
                    "expires_at": 1_700_000_000,
                    "profile": ["iss": .string(issuer), "sub": "ada", "aud": .string(client)],
                ]
            }
            let file = "\(installation.folder)/config/oidc.json"
            let users: JSON = [
                "oidc.user:\(issuer):admin-console": user("of-the-other-app", "admin-console"),
                "oidc.user:\(issuer):\(client)": user(answer.refreshToken ?? "", client),
            ]
            try installation.write(users.text, to: file)
            try configure(installation, ["sources": [source("oidc-client-ts", file)]])
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(installation.count(.legacy, "unknown-token") == 0)
            #expect(installation.count(.legacy, "refreshed") == 1)
            let left = installation.read(file) ?? ""
            #expect(try await !installation.demo("doctor").output.contains("a login is still in"))
            #expect(left.contains("of-the-other-app") && !left.contains(#":\#(client)"#))
        }
    }

    @Test func aPlaceWithoutALoginIsNotAPlaceThatIsNotThere() async throws {
        try await Installation.run { installation in
            let folder = "\(installation.folder)/config"
            try installation.write(#"{"AccessToken":{},"RefreshToken":{}}"#, to: "\(folder)/msal.json")
            try configure(
                installation,
                [
                    "sources": [
                        source("authlib", "\(folder)/msal.json"), source("authlib", "\(folder)/no.json"),
                    ]
                ]
            )
            let finished = try await installation.demo("legacy", "--json")
            let object = try JSON(parsing: Array(finished.output.utf8)).object
            let outcomes = object?["sources"]?.array?.map { $0.object?["outcome"]?.string }
            #expect(outcomes == ["no-login", "nothing"])
            let text = try await installation.demo("legacy").output
            #expect(text.contains("no login of this format: \(folder)/msal.json"), "\(text)")
            #expect(text.contains("nothing there: \(folder)/no.json"), "\(text)")
        }
    }

    @Test func aSecondFactorThatTheOldProviderWantsIsNamedAndNoRefusal() async throws {
        var settings = MockSettings()
        settings.legacy.requiresMFA = true
        try await Installation.run(settings: settings) { installation in
            try await installation.leaveLegacyLogin(expiresIn: -60)
            let before = installation.read(installation.legacyFile)
            let finished = try await installation.demo("start")
            #expect(finished.exitCode == 6)
            let last = finished.errors.split(separator: "\n").last ?? ""
            #expect(last.contains("mfa_required") && last.contains("access token is over"), "\(last)")
            let migration = try await installation.status()["migration"]?.object
            #expect(migration?["last_error"]?.string == "mfa_required")
            let token = try await installation.demo("token")
            #expect(token.exitCode == 3)
            #expect(token.errors.contains("mfa_required"))
            #expect(installation.count(.legacy, "mfa-required") == 2, "once a call, and not over and over")
            #expect(installation.read(installation.legacyFile) == before)
        }
    }

    @Test func aCopyBehindAnUnreadablePlaceIsNotSpent() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin(expiresIn: -60)
            let copy = "\(installation.folder)/config/copy.json"
            try installation.write(try #require(installation.read(installation.legacyFile)), to: copy)
            // An older version of the app has refreshed since, in the first place only.
            try installation.configure { object in
                object["app"] = "older"
                object["rollout"] = ["strategy": "off"]
            }
            #expect(try await installation.demo("start").exitCode == 0)
            let fresh = "\(installation.folder)/config/fresh.json"
            rename(installation.legacyFile, fresh)
            symlink("auth.json", installation.legacyFile)
            try configure(
                installation,
                ["sources": [source("json-file", installation.legacyFile), source("json-file", copy)]]
            )
            #expect(try await installation.demo("start").exitCode == 6)
            #expect(try await installation.demo("token").exitCode == 6)
            rename(fresh, installation.legacyFile)
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(installation.count(.legacy, "token-reuse") == 0)
        }
    }
}

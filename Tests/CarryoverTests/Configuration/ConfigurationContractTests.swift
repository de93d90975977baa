import Carryover
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// The keys that the command line's contract promises, each of them and no other.
struct ConfigurationContractTests {
    private static let environment = ProcessEnvironment(
        variables: ["HOME": "/home/ada", "XDG_CONFIG_HOME": "/home/ada/.config", "SECRET": "s3cret"],
        home: "/home/ada"
    )

    private static let example = """
        {
          "app": "com.example.notes",
          "account": "default",
          "provider": { "kind": "supertokens", "api_domain": "https://api.example.com" },
          "legacy": {
            "issuer": "https://tenant.auth0.com/",
            "sources": [ { "kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json" } ],
            "refresh": { "token_endpoint": "https://tenant.auth0.com/oauth/token", "client_id": "abc",
                         "client_secret": {"env": "SECRET"}, "client_auth": "post" },
            "revoke":  { "endpoint": "https://tenant.auth0.com/oauth/revoke", "client_id": "abc",
                         "client_secret": "x", "client_auth": "basic",
                         "tokens": ["refresh_token", "access_token"], "abandon_after_seconds": 604800 }
          },
          "rollout": { "strategy": "zero-downtime", "rollback_window_seconds": 0 },
          "storage": { "backend": "auto", "directory": "$XDG_STATE_HOME/notes", "keyring_timeout_seconds": 2.5 },
          "refresh": { "leeway_seconds": 60 },
          "api": { "origins": ["https://api.example.com"] },
          "http": { "ca_file": null, "timeout_seconds": 15 }
        }
        """

    private func read(_ object: JSONObject) throws -> Configuration {
        try Configuration(json: Secret(JSONValue.object(object).text), environment: Self.environment)
    }

    private func exampleObject() throws -> JSONObject {
        try #require(try JSONValue(parsing: Array(Self.example.utf8)).object)
    }

    @Test("the example of the contract is a configuration, and says what it says there")
    func example() throws {
        let configuration = try read(exampleObject())
        #expect(configuration.app == "com.example.notes")
        #expect(configuration.legacy.provider.issuer == "https://tenant.auth0.com/")
        #expect(configuration.legacy.provider.revocation?.tokens == [.refreshToken, .accessToken])
        #expect(configuration.migrationPolicy.abandonsRevocationsAfter == .seconds(604_800))
        #expect(configuration.identityRule == .none)
        #expect(configuration.rollout == Rollout())
        #expect(configuration.storage.keyringTimeout == .seconds(2.5))
    }

    @Test(
        "the keyring's deadline is four seconds, and another one has to lie within reason",
        arguments: [nil, "0.1", "25", "0", "25.5", "-1", #""4""#]
    )
    func keyringTimeouts(_ text: String?) throws {
        var object = try exampleObject()
        let value = try text.map { try JSONValue(parsing: Array($0.utf8)) }
        object["storage"] = value.map { ["keyring_timeout_seconds": $0] } ?? [:]
        if value == nil {
            #expect(try read(object).storage.keyringTimeout == .seconds(4))
        } else if let seconds = value?.double, (0.1...25).contains(seconds) {
            #expect(try read(object).storage.keyringTimeout == .seconds(seconds))
        } else {
            #expect { try read(object) } throws: {
                ($0 as? ConfigurationError)?.path == "storage.keyring_timeout_seconds"
            }
        }
    }

    @Test(
        "every provider takes the keys that are promised for it",
        arguments: [
            #"""
            {"kind":"supertokens","api_domain":"https://a.example","api_base_path":"/auth",
             "migrate_path":"/migrate-session","legacy_token_in":"body","auth_mode":"cookie"}
            """#,
            #"{"kind":"descope","project_id":"P2abcdefghijklmnopqrstuvwxyz","base_url":"https://d.example"}"#,
            #"{"kind":"descope","project_id":"P2abcdefghijklmnopqrstuvwxyz"}"#,
            #"""
            {"kind":"stytch","mode":"backend","migrate_url":"https://a.example/m","public_token":"public-token-test-1",
             "base_url":"https://s.example","session_duration_minutes":60,"organization_id":"organization-test-1"}
            """#,
            #"""
            {"kind":"stytch","mode":"attest","profile_id":"trusted-auth-token-profile-test-1",
             "public_token":"public-token-test-1","session_duration_minutes":60}
            """#,
            #"""
            {"kind":"token-exchange","token_endpoint":"https://a.example/t","client_id":"a","client_secret":"b",
             "audience":"c","scope":"d","subject_token_type":"urn:ietf:params:oauth:token-type:access_token",
             "revocation_endpoint":"https://a.example/r"}
            """#,
            #"""
            {"kind":"descope-access-key","project_id":"P2abcdefghijklmnopqrstuvwxyz",
             "base_url":"https://d.example","access_key":"K2"}
            """#,
        ]
    )
    func providers(_ text: String) throws {
        var object = try exampleObject()
        object["provider"] = try JSONValue(parsing: Array(text.utf8))
        _ = try read(object)
        var provider = try #require(object["provider"]?.object)
        provider["surprise"] = 1
        object["provider"] = .object(provider)
        #expect { try read(object) } throws: {
            ($0 as? ConfigurationError)?.path == "provider.surprise"
        }
    }

    @Test(
        "a key that is unknown is refused with its path, wherever it stands",
        arguments: [
            "", "legacy", "legacy.refresh", "legacy.revoke", "rollout", "storage", "refresh", "api", "http",
        ]
    )
    func unknownKeys(_ place: String) throws {
        func adding(_ object: JSONObject, _ path: ArraySlice<Substring>) -> JSONObject {
            var object = object
            if let name = path.first {
                let inner = object[String(name)]?.object ?? JSONObject()
                object[String(name)] = .object(adding(inner, path.dropFirst()))
            } else {
                object["surprise"] = true
            }
            return object
        }
        let path = place.split(separator: ".")
        let object = adding(try exampleObject(), path[...])
        #expect { try read(object) } throws: {
            ($0 as? ConfigurationError)?.path == (place.isEmpty ? "surprise" : "\(place).surprise")
        }
    }

    @Test(
        "the strategies are those of the contract, and a share needs its two numbers",
        arguments: [
            (#"{"strategy":"zero-downtime"}"#, nil), (#"{"strategy":"all-at-once"}"#, nil),
            (#"{"strategy":"off"}"#, nil),
            (#"{"strategy":"rolling","percentage":12.5,"campaign":"spring"}"#, nil),
            (#"{"strategy":"rolling","campaign":"spring"}"#, "rollout.percentage"),
            (#"{"strategy":"rolling","percentage":10}"#, "rollout.campaign"),
            (#"{"strategy":"rolling","percentage":101,"campaign":"spring"}"#, "rollout.percentage"),
            (#"{"strategy":"later"}"#, "rollout.strategy"),
            (#"{"rollback_window_seconds":-1}"#, "rollout.rollback_window_seconds"),
        ] as [(String, String?)]
    )
    func rollouts(_ text: String, complaint: String?) throws {
        var object = try exampleObject()
        object["rollout"] = try JSONValue(parsing: Array(text.utf8))
        guard let complaint else {
            _ = try read(object)
            return
        }
        #expect { try read(object) } throws: { ($0 as? ConfigurationError)?.path == complaint }
    }

    @Test("an empty passphrase is refused when the manager is made, and not by the first save")
    func emptyPassphrase() throws {
        let configuration = try read(exampleObject())
        let refused = ConfigurationError("passphrase", "must not be empty")
        #expect(throws: refused) { try SessionManager.make(configuration, passphrase: Secret("")) }
        #expect(throws: refused) {
            try Composition(configuration, isInteractive: false, passphrase: Secret(bytes: []))
        }
        _ = try SessionManager.make(configuration, passphrase: Secret("p"))
        _ = try SessionManager.make(configuration, passphrase: nil)
        _ = SessionManager.make(configuration)
    }

    @Test("what the app decides itself reaches the manager's parts")
    func appsDecisions() throws {
        var configuration = try read(exampleObject())
        configuration.identityRule = .subject
        configuration.migrationPolicy.revokesLegacy = false
        configuration.rolloutDecision = RolloutDecision { .legacy }
        let parts = Composition(configuration, isInteractive: false).manager().configuration
        #expect(parts.identityRule == .subject)
        #expect(!parts.migrationPolicy.revokesLegacy)
        #expect(parts.rolloutDecision != nil)
    }
}

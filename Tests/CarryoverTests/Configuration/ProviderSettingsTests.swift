import Carryover
import CarryoverCore
import FoundationEssentials
import Testing

struct ProviderSettingsTests {
    private func configuration(_ text: String) throws -> Configuration {
        try Configuration(json: Secret(text), environment: LegacySourceSettingsTests.environment)
    }

    private func schema() throws -> JSONValue {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let path = "/\(root)/Sources/Carryover/Carryover.docc/Resources/configuration.schema.json"
        return try JSONValue(parsing: try #require(FileManager.default.contents(atPath: path)))
    }

    private func keys(_ pointer: String) throws -> Set<String> {
        let properties = JSONPointer(pointer)?.value(in: try schema())?.object
        return Set(try #require(properties).members.map(\.name))
    }

    /// What each provider needs, and where the schema describes it.
    static let providers: [(schema: String, needed: JSONObject)] = [
        ("superTokens", ["kind": "supertokens", "api_domain": "https://a.example"]),
        ("descope", ["kind": "descope", "project_id": "P2abc"]),
        ("descopeAccessKey", ["kind": "descope-access-key", "project_id": "P2abc", "access_key": "K2"]),
        (
            "stytch",
            [
                "kind": "stytch", "mode": "backend", "migrate_url": "https://a.example/m",
                "public_token": "public-token-test-1",
            ]
        ),
        ("tokenExchange", ["kind": "token-exchange", "token_endpoint": "https://a.example/token"]),
    ]

    @Test("the schema and the reader know the same keys of a provider", arguments: providers)
    func providerKeys(_ row: (schema: String, needed: JSONObject)) throws {
        let known = try keys("/$defs/\(row.schema)/properties")
        for key in known.union(["no_such_key"]) where row.needed[key] == nil {
            // The door that a mode does not have is refused with its keys.
            if row.schema == "stytch", ["profile_id", "legacy_token"].contains(key) { continue }
            var object = row.needed
            object[key] = .null
            let text = JSONValue.object(["app": "notes", "provider": .object(object)]).text
            if known.contains(key) {
                _ = try configuration(text)
            } else {
                let error = #expect(throws: ConfigurationError.self) { try configuration(text) }
                #expect(error?.path == "provider.\(key)")
            }
        }
    }

    @Test(
        "the schema and the reader know the same keys of the old provider",
        arguments: ["refresh", "revoke", "logout"]
    )
    func legacyKeys(part: String) throws {
        for key in try keys("/properties/legacy/properties/\(part)/properties").union(["no_such_key"]) {
            let legacy: JSONObject = [
                "issuer": "https://old.example/", part: .object([key: .null]),
            ]
            let text = JSONValue.object([
                "app": "notes", "legacy": .object(legacy),
                "provider": ["kind": "supertokens", "api_domain": "https://a.example"],
            ]).text
            if key == "no_such_key" {
                let error = #expect(throws: ConfigurationError.self) { try configuration(text) }
                #expect(error?.path == "legacy.\(part).\(key)")
            } else {
                _ = try configuration(text)
            }
        }
    }

    @Test("the schema and the reader know the same keys of the store")
    func storageKeys() throws {
        for key in try keys("/properties/storage/properties").union(["no_such_key"]) {
            let text = JSONValue.object([
                "app": "notes", "storage": .object([key: .null]),
                "provider": ["kind": "supertokens", "api_domain": "https://a.example"],
            ]).text
            if key == "no_such_key" {
                let error = #expect(throws: ConfigurationError.self) { try configuration(text) }
                #expect(error?.path == "storage.no_such_key")
            } else {
                _ = try configuration(text)
            }
        }
        #expect(try keys("/properties/storage/properties").contains("keyring_timeout_seconds"))
    }

    @Test(
        "what a provider cannot use is refused with its path",
        arguments: [
            (#""kind":"token-exchange""#, "token_endpoint"),
            (#""kind":"token-exchange","issuer":"http://a.example""#, "issuer"),
            (#""kind":"token-exchange","issuer":"as""#, "issuer"),
            (#""kind":"token-exchange","issuer":"https://a.example","dpop":"yes""#, "dpop"),
            (#""kind":"token-exchange","issuer":"https://a.example","body_format":"json""#, "body_format"),
            (
                #""kind":"supertokens","api_domain":"https://a.example","session_expired_status":403"#,
                "session_expired_status"
            ),
            (
                #""kind":"supertokens","api_domain":"https://a.example","session_expired_status":200"#,
                "session_expired_status"
            ),
            (
                #""kind":"supertokens","api_domain":"https://a.example","front_token_header":"front token""#,
                "front_token_header"
            ),
        ]
    )
    func refuses(provider: String, key: String) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try configuration(#"{"app":"notes","provider":{\#(provider)}}"#)
        }
        #expect(error?.path == "provider.\(key)")
    }

    @Test("an app brings a provider of its own, or configures one, and not both")
    func ownProvider() throws {
        let own = try NotesProvider(Endpoint("https://notes.example"))
        let configuration = try Configuration(json: Secret(#"{"app":"notes"}"#), provider: own)
        #expect(configuration.provider.provider.kind == "notes")
        let both = #"{"app":"notes","provider":{"kind":"descope","project_id":"P2abc"}}"#
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(json: Secret(both), provider: own)
        }
        #expect(error?.path == "provider")
    }
}

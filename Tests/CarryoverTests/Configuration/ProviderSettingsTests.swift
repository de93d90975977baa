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

    @Test("every option that README's table names is one of that provider", arguments: providers)
    func tableOfProviders(_ row: (schema: String, needed: JSONObject)) throws {
        let kind = try #require(row.needed["kind"]?.string)
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let content = try #require(FileManager.default.contents(atPath: "/\(root)/README.md"))
        let line = try #require(
            String(decoding: content, as: UTF8.self).split(separator: "\n").first {
                $0.hasPrefix("| `\(kind)` |")
            }
        )
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        try #require(cells.count == 8)
        // Every second piece stands between two backticks.
        let names = cells[5].split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }.filter {
                !["true", "false"].contains($0)
            }
        #expect(Set(names).isSubset(of: try keys("/$defs/\(row.schema)/properties")))
        #expect(cells[6].contains("Tests`"), "the row names no test")
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
                #""kind":"token-exchange","issuer":"https://a.example","requested_token_type":"access-token""#,
                "requested_token_type"
            ),
            (
                #""kind":"token-exchange","issuer":"https://a.example","legacy_token":"opaque""#,
                "legacy_token"
            ),
            (
                #""kind":"token-exchange","issuer":"https://a.example","subject_token_type":"id_token","#
                    + #""legacy_token":"refresh_token""#,
                "legacy_token"
            ),
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

    /// The provider that a configuration of token exchange amounts to.
    private func exchange(_ keys: String) throws -> TokenExchangeProvider {
        let provider = #""provider":{"kind":"token-exchange","issuer":"https://a.example",\#(keys)}"#
        return try #require(
            try configuration(#"{"app":"notes",\#(provider)}"#).provider.provider as? TokenExchangeProvider
        )
    }

    private static let urn = "urn:ietf:params:oauth:token-type:"

    @Test(
        "a kind of token is one of three words, or any absolute URI, and says which token it is about",
        arguments: [
            ("access_token", nil, "\(urn)access_token", .accessToken),
            ("id_token", nil, "\(urn)id_token", .idToken),
            ("refresh_token", "refresh_token", "\(urn)refresh_token", .refreshToken),
            ("\(urn)id_token", nil, "\(urn)id_token", .idToken),
            ("\(urn)jwt", nil, "\(urn)jwt", .accessToken),
            ("\(urn)jwt", "id_token", "\(urn)jwt", .idToken),
            ("urn:notes:legacy-token", "refresh_token", "urn:notes:legacy-token", .refreshToken),
            ("https://notes.example/old?a=%20b", nil, "https://notes.example/old?a=%20b", .accessToken),
            ("http://notes.example/old", nil, "http://notes.example/old", .accessToken),
        ] as [(String, String?, String, TokenExchangeProvider.SubjectToken)]
    )
    func tokenTypes(
        type: String,
        legacyToken: String?,
        uri: String,
        subject: TokenExchangeProvider.SubjectToken
    ) throws {
        let legacyToken = legacyToken.map { #","legacy_token":"\#($0)""# } ?? ""
        let provider = try exchange(#""subject_token_type":"\#(type)"\#(legacyToken)"#)
        #expect(provider.subjectTokenType.uri == uri)
        #expect(provider.subjectToken == subject)
        #expect(provider.requestedTokenType == nil)
        #expect(try exchange(#""requested_token_type":"\#(type)""#).requestedTokenType?.uri == uri)
    }

    @Test(
        "a kind of token that is neither is refused with its path and what would be right",
        arguments: [
            "", "token", "access-token", "ID_TOKEN", ":", "urn:", ":notes", "1urn:notes", "urn notes:a",
            "urn:notes a", "urn:nötes", "urn:notes#a", "urn:notes%2", "urn:notes%2g", "urn:<notes>",
            "//notes.example/old", "/old",
        ]
    )
    func wrongTokenTypes(type: String) throws {
        for key in ["subject_token_type", "requested_token_type"] {
            let error = #expect(throws: ConfigurationError.self) { try exchange(#""\#(key)":"\#(type)""#) }
            #expect(error?.path == "provider.\(key)")
            #expect("\(error.map { "\($0)" } ?? "")".contains("absolute URI"))
        }
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

import Carryover
import CarryoverCore
import FoundationEssentials
import Testing

struct LegacySourceSettingsTests {
    static let environment = ProcessEnvironment(
        variables: [
            "HOME": "/home/ada", "TOKEN": "t", "SERVICE": "notes", "XDG_CONFIG_HOME": "/home/ada/.config",
        ],
        home: "/home/ada"
    )

    func source(_ text: String) throws -> any LegacySource { try settings(text).source(files: NoFiles()) }

    func settings(_ text: String) throws -> LegacySourceSettings {
        let json = """
            {"app":"com.example.notes","provider":{"kind":"supertokens","api_domain":"https://api.example.com"},\
            "legacy":{"issuer":"https://old.example","sources":[\(text)]}}
            """
        let configuration = try Configuration(json: Secret(json), environment: Self.environment)
        return try #require(configuration.legacy.sources.first)
    }

    @Test(
        "every kind makes its source",
        arguments: [
            (
                #"{"kind":"json-file","path":"~/a.json","access_token":"/t/a"}"#, "json-file",
                "/home/ada/a.json"
            ),
            (#"{"kind":"auth0-spa-js","path":"$XDG_CONFIG_HOME/x"}"#, "auth0-spa-js", "/home/ada/.config/x"),
            (#"{"kind":"oidc-client-ts","path":"/x/*.json"}"#, "oidc-client-ts", "/x/*.json"),
            (#"{"kind":"appauth","path":"/x"}"#, "appauth", "/x"),
            (#"{"kind":"msal","path":"/x"}"#, "msal", "/x"),
            (#"{"kind":"okta-auth-js","path":"/x"}"#, "okta-auth-js", "/x"),
            (#"{"kind":"supabase","path":"/x"}"#, "supabase", "/x"),
            (
                #"{"kind":"firebase","path":"~/.var/app/com.example.Notes/config/x"}"#, "firebase",
                "/home/ada/.var/app/com.example.Notes/config/x"
            ),
            (
                #"{"kind":"authlib","path":"~/snap/notes/current/x"}"#, "authlib",
                "/home/ada/snap/notes/current/x"
            ),
            (#"{"kind":"go-oauth2","path":"/x"}"#, "go-oauth2", "/x"),
            (#"{"kind":"environment","access_token":"TOKEN"}"#, "environment", "$TOKEN"),
            (
                #"{"kind":"secret-service","attributes":{"service":{"env":"SERVICE"},"account":"ada"}}"#,
                "secret-service",
                "keyring: account=ada, service=notes"
            ),
            (
                #"{"kind":"secret-service","format":"raw","refresh_token_attributes":{"a":"b"}}"#,
                "secret-service",
                "keyring: a=b"
            ),
            (
                #"{"kind":"secret-service","format":"json","attributes":{"a":"b"},"access_token":"/x"}"#,
                "secret-service",
                "keyring: a=b"
            ),
            (
                #"{"kind":"secret-service","format":"msal","attributes":{"a":"b"}}"#, "secret-service",
                "keyring: a=b"
            ),
        ]
    )
    func makes(text: String, kind: String, location: String) throws {
        let source = try source(text)
        #expect(source.kind == kind)
        #expect(source.location == location)
    }

    @Test(
        "what is wrong is refused with the key's path",
        arguments: [
            (#"{"path":"/x"}"#, "kind"), (#"{"kind":"netscape","path":"/x"}"#, "kind"),
            (#"{"kind":"msal"}"#, "path"),
            (#"{"kind":"msal","path":""}"#, "path"), (#"{"kind":"msal","path":"$UNKNOWN/x"}"#, "path"),
            (#"{"kind":"msal","path":"/x","access_token":"/a"}"#, "access_token"),
            (#"{"kind":"json-file","path":"/x","access_token":"a"}"#, "access_token"),
            (#"{"kind":"secret-service"}"#, "attributes"),
            (#"{"kind":"secret-service","attributes":{}}"#, "attributes"),
            (#"{"kind":"secret-service","attributes":"x"}"#, "attributes"),
            (#"{"kind":"secret-service","attributes":{"a":1}}"#, "attributes.a"),
            (#"{"kind":"secret-service","attributes":{"a":{"env":"NONE"}}}"#, "attributes.a"),
            (#"{"kind":"secret-service","format":"xml","attributes":{"a":"b"}}"#, "format"),
            (#"{"kind":"secret-service","format":"json"}"#, "attributes"),
            (
                #"{"kind":"secret-service","format":"msal","attributes":{"a":"b"},"access_token":"/x"}"#,
                "access_token"
            ),
            (#"{"kind":"secret-service","attributes":{"a":"b"},"path":"/x"}"#, "path"),
            (#"{"kind":"json-file","path":"/x","expires_in":"a"}"#, "expires_in"),
            (#"{"kind":"json-file","path":"/x","audience":"a"}"#, "audience"),
            (#"{"kind":"oidc-client-ts","path":"/x","audience":"a"}"#, "audience"),
            (#"{"kind":"msal","path":"/x","key":"a"}"#, "key"),
            (#"{"kind":"supabase","path":"/x","client_id":"a"}"#, "client_id"),
            (#"{"kind":"okta-auth-js","path":"/x","scope":"a"}"#, "scope"),
            (#"{"kind":"auth0-spa-js","path":"/x","audience":""}"#, "audience"),
            (#"{"kind":"auth0-spa-js","path":"/x","scope":1}"#, "scope"),
            (#"{"kind":"secret-service","attributes":{"a":"b"},"key":"a"}"#, "key"),
        ]
    )
    func refuses(text: String, key: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try source(text) }
        #expect(error?.path == "legacy.sources[0].\(key)")
    }

    @Test("a source may name which of a library's logins is meant, by what the format can tell")
    func selects() throws {
        let text = """
            {"kind":"auth0-spa-js","path":"/x","key":"k","client_id":"c","audience":{"env":"SERVICE"},"scope":"s"}
            """
        guard case .file(_, let format as Auth0SPAFormat) = try settings(text) else {
            Issue.record("it is no file of auth0-spa-js")
            return
        }
        #expect(format.selection[.key] == "k")
        #expect(format.selection[.clientID] == "c")
        #expect(format.selection[.audience] == "notes")
        #expect(format.selection[.scope] == "s")
        #expect(format.selection.issuer == "https://old.example")
        let keyring = #"{"kind":"secret-service","format":"msal","attributes":{"a":"b"},"client_id":"c"}"#
        guard case .keyringDocuments(_, let format as MSALFormat, _) = try settings(keyring) else {
            Issue.record("it is no keyring of MSAL")
            return
        }
        #expect(format.selection[.clientID] == "c")
        for kind in ["oidc-client-ts", "appauth", "okta-auth-js"] {
            _ = try source(#"{"kind":"\#(kind)","path":"/x","key":"k","client_id":"c"}"#)
        }
        for kind in ["supabase", "firebase", "authlib", "go-oauth2"] {
            _ = try source(#"{"kind":"\#(kind)","path":"/x","key":"k"}"#)
        }
    }

    /// The engines, and whether this build reads what they keep.
    static let engines = [
        (kind: "chromium-local-storage", trait: "ChromiumLocalStorage", isIncluded: hasChromium),
        (kind: "webkit-local-storage", trait: "WebKitLocalStorage", isIncluded: hasWebKit),
    ]

    #if ChromiumLocalStorage
        static let hasChromium = true
    #else
        static let hasChromium = false
    #endif
    #if WebKitLocalStorage
        static let hasWebKit = true
    #else
        static let hasWebKit = false
    #endif

    @Test(
        "a build without an engine's trait refuses its storage, with what to do instead",
        arguments: engines
    )
    func withoutTrait(engine: (kind: String, trait: String, isIncluded: Bool)) throws {
        let text = #"{"kind":"\#(engine.kind)","path":"~/x","origin":"FILE:///","format":"supabase"}"#
        if engine.isIncluded {
            let source = try source(text)
            #expect(source.kind == engine.kind)
            #expect(source.location == "/home/ada/x (file://)")
            #expect(!source.isWritable)
        } else {
            let error = #expect(throws: ConfigurationError.self) { try source(text) }
            #expect(error?.path == "legacy.sources[0].kind")
            #expect(error?.reason.contains(engine.trait) == true)
            #expect(error?.reason.contains("file") == true)
        }
    }

    @Test(
        "a browser engine's storage takes an origin and a web format",
        arguments: engines.filter(\.isIncluded).map(\.kind),
        [
            (#""path":"/x","origin":"https://a","format":"json","access_token":"/a"}"#, nil),
            (#""path":"/x","origin":"https://a","format":"auth0-spa-js","audience":"a"}"#, nil),
            (#""path":"/x","origin":"https://a","format":"supabase","audience":"a"}"#, "audience"),
            (#""path":"/x","origin":"https://a","format":"msal"}"#, "format"),
            (#""path":"/x","origin":"https://a","format":"raw"}"#, "format"),
            (#""path":"/x","origin":"https://a"}"#, "format"), (#""path":"/x","format":"json"}"#, "origin"),
            (#""path":"/x","origin":"a.example","format":"json"}"#, "origin"),
            (#""path":"/x","origin":"https://a/b","format":"json"}"#, "origin"),
            (#""origin":"https://a","format":"json"}"#, "path"),
            (#""path":"/x","origin":"https://a","format":"supabase","access_token":"/a"}"#, "access_token"),
        ] as [(String, String?)]
    )
    func browserStorage(kind: String, row: (rest: String, key: String?)) throws {
        let text = #"{"kind":"\#(kind)",\#(row.rest)"#
        guard let key = row.key else {
            _ = try source(text)
            return
        }
        let error = #expect(throws: ConfigurationError.self) { try source(text) }
        #expect(error?.path == "legacy.sources[0].\(key)")
    }

    @Test("the schema and the reader know the same kinds")
    func schemaAgrees() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let path = "/\(root)/Sources/Carryover/Carryover.docc/Resources/configuration.schema.json"
        let data = try #require(FileManager.default.contents(atPath: path))
        let schema = try JSONValue(parsing: data)
        let sources =
            JSONPointer("/properties/legacy/properties/sources/items/oneOf")?.value(in: schema)?.array ?? []
        var kinds: Set<String> = []
        for source in sources {
            let reference = try #require(source.object?["$ref"]?.string)
            let kind = try #require(
                JSONPointer("\(reference.dropFirst())/properties/kind")?.value(in: schema)?.object
            )
            kinds.formUnion(kind["enum"]?.array?.compactMap(\.string) ?? [])
            if let constant = kind["const"]?.string { kinds.insert(constant) }
        }
        #expect(
            kinds == [
                "json-file", "auth0-spa-js", "oidc-client-ts", "appauth", "msal", "okta-auth-js", "supabase",
                "firebase",
                "authlib", "go-oauth2", "secret-service", "environment", "chromium-local-storage",
                "webkit-local-storage",
            ]
        )
    }
}

/// A machine without files.
private struct NoFiles: LegacyFiles {
    func expand(_ pattern: String) async -> LegacyPaths { LegacyPaths() }
    func read(_ path: String) async throws(LegacyFileError) -> LegacyFile? { nil }
    func replace(_ file: LegacyFile, with content: Secret) async throws(LegacyFileError) {}
    func remove(_ file: LegacyFile) async throws(LegacyFileError) {}
}

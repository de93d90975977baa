package import CarryoverCore
package import CarryoverStorage

/// One place where a legacy login may lie, as a configuration describes it.
package enum LegacySourceSettings: Sendable {
    case file(path: String, format: any LegacyFormat)
    case environment(access: String?, refresh: String?, variables: [String: String])
    case keyringTokens(access: KeyringQuery?, refresh: KeyringQuery?, isBusGiven: Bool)
    case keyringDocuments(KeyringQuery, format: any LegacyFormat, isBusGiven: Bool)
    case browserStorage(
        @Sendable (any LegacyFiles) -> any BrowserStorage,
        origin: WebOrigin,
        format: any LegacyFormat
    )

    private enum Kind: String, CaseIterable {
        case jsonFile = "json-file"
        case auth0 = "auth0-spa-js"
        case oidcClient = "oidc-client-ts"
        case appAuth = "appauth"
        case msal
        case okta = "okta-auth-js"
        case supabase, firebase, authlib
        case goOAuth2 = "go-oauth2"
        case secretService = "secret-service"
        case environment
        case chromium = "chromium-local-storage"
        case webkit = "webkit-local-storage"
    }

    /// - Parameters:
    ///   - reader: The source's own object.
    ///   - issuer: The old provider, where it is known.
    init(_ reader: ConfigurationReader, issuer: String?) throws(ConfigurationError) {
        var reader = reader
        guard let kind = try reader.word("kind", Kind.self) else {
            throw ConfigurationError(reader.path(of: "kind"), "is missing")
        }
        switch kind {
        case .secretService: self = try Self.secretService(&reader, issuer: issuer)
        case .environment:
            self = .environment(
                access: try reader.string("access_token"),
                refresh: try reader.string("refresh_token"),
                variables: reader.environment.variables
            )
        case .chromium: self = try Self.browserStorage(&reader, BrowserEngine.chromium, issuer: issuer)
        case .webkit: self = try Self.browserStorage(&reader, BrowserEngine.webKit, issuer: issuer)
        default:
            guard let path = try reader.filePattern("path") else {
                throw ConfigurationError(reader.path(of: "path"), "is missing")
            }
            if let format = try Self.format(kind.rawValue, &reader, issuer: issuer) {
                self = .file(path: path, format: format)
            } else {
                self = .file(path: path, format: try Self.pointers(&reader))
            }
        }
        try reader.finish()
    }

    /// The formats that libraries chose, by the names that the configuration has for them.
    static let formats: [String: any SelectiveLegacyFormat] = Dictionary(
        uniqueKeysWithValues: ([
            Auth0SPAFormat(), AppAuthFormat(), MSALFormat(), OktaFormat(), LegacyRecordFormat.oidcClient,
            LegacyRecordFormat.supabase, LegacyRecordFormat.firebase, LegacyRecordFormat.authlib,
            LegacyRecordFormat.goOAuth2,
        ] as [any SelectiveLegacyFormat]).map { ($0.kind, $0) }
    )

    /// The format of a library, with what the configuration says of the logins that are meant, or `nil` where no library's
    /// has that name.
    static func format(
        _ name: String,
        _ reader: inout ConfigurationReader,
        issuer: String?
    ) throws(ConfigurationError) -> (any LegacyFormat)? {
        guard var format = formats[name] else { return nil }
        format.selection.issuer = issuer
        for part in LegacySelection.Part.allCases where format.selectable.contains(part) {
            guard let text = try reader.string(part.rawValue) else { continue }
            guard !text.isEmpty else {
                throw ConfigurationError(reader.path(of: part.rawValue), "must not be empty")
            }
            format.selection[part] = text
        }
        return format
    }

    static func pointers(
        _ reader: inout ConfigurationReader
    ) throws(ConfigurationError) -> LegacyTokenPointers {
        var pointers = LegacyTokenPointers()
        pointers.accessToken = try reader.pointer("access_token") ?? pointers.accessToken
        pointers.refreshToken = try reader.pointer("refresh_token") ?? pointers.refreshToken
        pointers.idToken = try reader.pointer("id_token") ?? pointers.idToken
        pointers.expiresAt = try reader.pointer("expires_at") ?? pointers.expiresAt
        pointers.expiresIn = try reader.pointer("expires_in") ?? pointers.expiresIn
        pointers.obtainedAt = try reader.pointer("obtained_at") ?? pointers.obtainedAt
        pointers.issuer = try reader.pointer("issuer") ?? pointers.issuer
        pointers.clientID = try reader.pointer("client_id") ?? pointers.clientID
        return pointers
    }

    private static func secretService(
        _ reader: inout ConfigurationReader,
        issuer: String?
    ) throws(ConfigurationError) -> LegacySourceSettings {
        let query = try reader.texts("attributes").map { KeyringQuery(attributes: $0) }
        let isBusGiven = reader.environment.variables["DBUS_SESSION_BUS_ADDRESS"]?.isEmpty == false
        let name = try reader.string("format") ?? "raw"
        if name == "raw" {
            let refresh = try reader.texts("refresh_token_attributes").map { KeyringQuery(attributes: $0) }
            guard query != nil || refresh != nil else {
                throw ConfigurationError(reader.path(of: "attributes"), "is missing")
            }
            return .keyringTokens(access: query, refresh: refresh, isBusGiven: isBusGiven)
        }
        guard let query else { throw ConfigurationError(reader.path(of: "attributes"), "is missing") }
        if name == "json" {
            return .keyringDocuments(query, format: try pointers(&reader), isBusGiven: isBusGiven)
        }
        guard let format = try format(name, &reader, issuer: issuer) else {
            let choice = (["raw", "json"] + formats.keys.sorted()).joined(separator: ", ")
            throw ConfigurationError(reader.path(of: "format"), "one of \(choice) is expected")
        }
        return .keyringDocuments(query, format: format, isBusGiven: isBusGiven)
    }

    /// The source itself.
    ///
    /// - Parameter keyringTimeout: The longest time that the keyring is waited for.
    package func source(
        files: any LegacyFiles,
        keyringTimeout: Duration = SecretServiceStore.standardDeadline
    ) -> any LegacySource {
        func keyring(_ isBusGiven: Bool) -> LibsecretForeignKeyring {
            LibsecretForeignKeyring(isAddressGiven: isBusGiven, deadline: keyringTimeout)
        }
        return switch self {
        case .file(let path, let format): JSONFileSource(path: path, format: format, files: files)
        case .environment(let access, let refresh, let variables):
            EnvironmentSource(access: access, refresh: refresh, variables: variables)
        case .keyringTokens(let access, let refresh, let isBusGiven):
            SecretServiceSource(
                accessToken: access,
                refreshToken: refresh,
                keyring: keyring(isBusGiven)
            )
        case .keyringDocuments(let query, let format, let isBusGiven):
            SecretServiceSource(documents: query, format: format, keyring: keyring(isBusGiven))
        case .browserStorage(let storage, let origin, let format):
            BrowserStorageSource(storage: storage(files), origin: origin, format: format)
        }
    }
}

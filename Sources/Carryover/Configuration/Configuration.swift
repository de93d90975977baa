public import CarryoverCore
import CarryoverStorage

/// One app's configuration: who it is, the new provider, the old one, and where the session is kept.
///
/// The Swift library, the C interface and the command line read the same JSON. Unknown keys are refused with the key's
/// path; `~` and `$XDG_…` at the start of a path are expanded; any string may be `{"env": "NAME"}` instead.
///
/// ```json
/// {
///   "app": "com.example.notes",
///   "provider": { "kind": "supertokens", "api_domain": "https://api.example.com" },
///   "legacy": { "sources": [ { "kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json" } ] }
/// }
/// ```
public struct Configuration: Sendable {
    /// The app's identifier, such as `com.example.notes`.
    public let app: String
    /// Which of the app's accounts this is about.
    public let account: String
    package let provider: ProviderSettings
    package let legacy: LegacySettings
    /// Who is migrated, and when.
    public var rollout: Rollout
    package var storage: StorageSettings
    /// The app's own decision on who is migrated, asked with the strategy `rolling` instead of the percentage.
    public var rolloutDecision: RolloutDecision?
    /// How migrations are paced, and what becomes of the old login.
    public var migrationPolicy: MigrationPolicy
    /// What must be equal between the old login and the new session.
    public var identityRule: IdentityRule
    /// How refreshes are paced.
    public var refreshPolicy: RefreshPolicy
    /// Where the token may be sent besides the provider's own origins.
    public let allowedOrigins: [Origin]
    /// A PEM file of certificate authorities to trust instead of the system's, or `nil`.
    public let certificateAuthorities: String?

    /// Reads a configuration from JSON text.
    ///
    /// - Throws: ``ConfigurationError`` with the path of the key that is wrong.
    public init(json text: Secret) throws(ConfigurationError) {
        try self.init(json: text, environment: .current)
    }

    /// Reads a configuration from JSON text, for a provider of the app's own; the key `provider` must not be in it.
    ///
    /// - Throws: ``ConfigurationError`` with the path of the key that is wrong.
    public init(json text: Secret, provider: any IdentityProvider) throws(ConfigurationError) {
        try self.init(json: text, environment: .current, provider: provider)
    }

    package init(
        json text: Secret,
        environment: ProcessEnvironment,
        provider own: (any IdentityProvider)? = nil
    ) throws(ConfigurationError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: text)
        } catch {
            throw ConfigurationError("", "the configuration is not JSON: \(error)")
        }
        guard let object = json.object else {
            throw ConfigurationError("", "the configuration is not a JSON object")
        }
        var reader = ConfigurationReader(object, path: "", environment: environment)
        app = try Self.app(&reader)
        account = try reader.string("account") ?? "default"
        guard !account.isEmpty else { throw ConfigurationError("account", "must not be empty") }
        provider = try Self.provider(try reader.object("provider"), own: own)
        legacy = try LegacySettings(try reader.object("legacy"))
        identityRule = legacy.identityRule
        migrationPolicy = MigrationPolicy()
        if let patience = legacy.revocationPatience { migrationPolicy.abandonsRevocationsAfter = patience }
        rollout = try Self.rollout(try reader.object("rollout"))
        storage = try StorageSettings(try reader.object("storage"), app: app, environment: environment)
        refreshPolicy = RefreshPolicy()
        if var refresh = try reader.object("refresh") {
            refreshPolicy.leeway =
                try refresh.seconds("leeway_seconds", in: 0...86_400) ?? refreshPolicy.leeway
            try refresh.finish()
        }
        allowedOrigins = try Self.origins(try reader.object("api"))
        var authorities: String?
        if var http = try reader.object("http") {
            authorities = try http.readableFile("ca_file")
            refreshPolicy.requestTimeout =
                try http.seconds("timeout_seconds", in: 0.1...300) ?? refreshPolicy.requestTimeout
            try http.finish()
        }
        certificateAuthorities = authorities
        try reader.finish()
    }

    private static func app(_ reader: inout ConfigurationReader) throws(ConfigurationError) -> String {
        let app = try reader.required("app")
        let isPlain = app.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, !app.hasPrefix("."), app.utf8.count <= 128 else {
            throw ConfigurationError("app", "letters, digits, dots, hyphens and underscores are expected")
        }
        return app
    }

    private static func provider(
        _ reader: ConfigurationReader?,
        own: (any IdentityProvider)?
    ) throws(ConfigurationError) -> ProviderSettings {
        switch (reader, own) {
        case (var reader?, nil): return try ProviderSettings(&reader)
        case (nil, let own?): return try ProviderSettings(own)
        case (nil, nil): throw ConfigurationError("provider", "is missing")
        default: throw ConfigurationError("provider", "the app brings a provider of its own")
        }
    }

    private static func rollout(_ reader: ConfigurationReader?) throws(ConfigurationError) -> Rollout {
        var rollout = Rollout()
        guard var reader else { return rollout }
        rollout.strategy = try reader.word("strategy", Rollout.Strategy.self) ?? .zeroDowntime
        rollout.rollbackWindow =
            try reader.seconds("rollback_window_seconds", in: 0...(400 * 86_400)) ?? .zero
        // They may stay when a rollout is switched off in a hurry.
        let percentage = try reader.number("percentage", in: 0...100)
        let campaign = try reader.string("campaign")
        if rollout.strategy == .rolling {
            guard let percentage else {
                throw ConfigurationError(reader.path(of: "percentage"), "is missing")
            }
            guard let campaign, !campaign.isEmpty else {
                throw ConfigurationError(reader.path(of: "campaign"), "is missing")
            }
            rollout.percentage = percentage
            rollout.campaign = campaign
        }
        try reader.finish()
        return rollout
    }

    private static func origins(_ reader: ConfigurationReader?) throws(ConfigurationError) -> [Origin] {
        guard var reader else { return [] }
        var origins: [Origin] = []
        for (index, text) in (try reader.strings("origins") ?? []).enumerated() {
            origins.append(try reader.endpoint(text, at: "\(reader.path(of: "origins"))[\(index)]").origin)
        }
        try reader.finish()
        return origins
    }
}

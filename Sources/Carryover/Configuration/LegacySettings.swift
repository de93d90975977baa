import CarryoverCore

/// The old provider and the places where its login may lie, as a configuration describes them.
package struct LegacySettings: Sendable {
    package let provider: LegacyProvider
    package let sources: [LegacySourceSettings]
    /// What must be equal between the legacy login and the new session.
    package let identityRule: IdentityRule
    /// For how long a revocation may fail before it is given up, where the app says so.
    package let revocationPatience: Duration?

    init(_ reader: ConfigurationReader?) throws(ConfigurationError) {
        guard var reader else {
            provider = LegacyProvider(issuer: nil, refresh: nil, revocation: nil)
            sources = []
            identityRule = .none
            revocationPatience = nil
            return
        }
        let issuer = try reader.string("issuer")
        var sources: [LegacySourceSettings] = []
        for source in try reader.objects("sources") {
            sources.append(try LegacySourceSettings(source, issuer: issuer))
        }
        self.sources = sources
        identityRule = try reader.word("identity_rule", IdentityRule.self) ?? .none
        let refresh = try Self.refresh(try reader.object("refresh"), issuer: issuer)
        var revoke = try reader.object("revoke")
        revocationPatience = try revoke?.seconds("abandon_after_seconds", in: 0...(3650 * 86_400))
        provider = LegacyProvider(
            issuer: issuer,
            refresh: refresh,
            revocation: try Self.revocation(revoke, issuer: issuer),
            logout: try Self.logout(try reader.object("logout"), issuer: issuer)
        )
        try reader.finish()
    }

    private static func refresh(
        _ reader: ConfigurationReader?,
        issuer: String?
    ) throws(ConfigurationError) -> LegacyProvider.Refresh? {
        guard var reader else { return nil }
        let endpoint = try endpoint("token_endpoint", &reader, issuer: issuer)
        let client = try OAuthClient(&reader, mayUseJSON: true)
        try reader.finish()
        return LegacyProvider.Refresh(endpoint: endpoint, client: client)
    }

    private static func revocation(
        _ reader: ConfigurationReader?,
        issuer: String?
    ) throws(ConfigurationError) -> LegacyProvider.Revocation? {
        guard var reader else { return nil }
        let endpoint = try endpoint("endpoint", &reader, issuer: issuer)
        let client = try OAuthClient(&reader, mayUseJSON: true)
        var tokens: [LegacyProvider.Revocation.Token] = []
        for (index, name) in (try reader.strings("tokens") ?? ["refresh_token", "access_token"]).enumerated()
        {
            guard let token = LegacyProvider.Revocation.Token(rawValue: name) else {
                throw ConfigurationError(
                    "\(reader.path(of: "tokens"))[\(index)]",
                    "refresh_token or access_token is expected"
                )
            }
            tokens.append(token)
        }
        guard !tokens.isEmpty else {
            throw ConfigurationError(reader.path(of: "tokens"), "at least one kind of token is expected")
        }
        try reader.finish()
        return LegacyProvider.Revocation(endpoint: endpoint, client: client, tokens: tokens)
    }

    private static func logout(
        _ reader: ConfigurationReader?,
        issuer: String?
    ) throws(ConfigurationError) -> LegacyProvider.Logout? {
        guard var reader else { return nil }
        let endpoint = try endpoint("endpoint", &reader, issuer: issuer)
        let clientID = try reader.string("client_id")
        let name = try reader.token("return_parameter") ?? "post_logout_redirect_uri"
        let target = try reader.string("return_to")
        try reader.finish()
        return LegacyProvider.Logout(
            endpoint: endpoint,
            clientID: clientID,
            returnTo: target.map { (name, $0) }
        )
    }

    /// An endpoint, which may be missing where the issuer is an address whose metadata tells it.
    private static func endpoint(
        _ key: String,
        _ reader: inout ConfigurationReader,
        issuer: String?
    ) throws(ConfigurationError) -> Endpoint? {
        if let endpoint = try reader.endpoint(key) { return endpoint }
        guard let issuer, (try? Endpoint(issuer)) != nil else {
            throw ConfigurationError(
                reader.path(of: key),
                "is missing, and legacy.issuer is no address to ask for it"
            )
        }
        return nil
    }
}

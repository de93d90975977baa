import CarryoverCore

/// The new provider, as a configuration describes it.
package struct ProviderSettings: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case supertokens, descope, stytch
        case tokenExchange = "token-exchange"
        case descopeAccessKey = "descope-access-key"
    }

    /// The kind, or `nil` for a provider of the app's own.
    package let kind: Kind?
    package let provider: any IdentityProvider
    /// What `doctor` looks at: the endpoint that a migration calls, or that a machine's key is exchanged at.
    package let migrationEndpoint: Endpoint

    init(_ own: any IdentityProvider) throws(ConfigurationError) {
        guard let origin = own.origins.first, let endpoint = try? Endpoint("\(origin)/") else {
            throw ConfigurationError("provider", "the app's own provider has no origin")
        }
        kind = nil
        provider = own
        migrationEndpoint = endpoint
    }

    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        guard let kind = try reader.word("kind", Kind.self) else {
            throw ConfigurationError(reader.path(of: "kind"), "is missing")
        }
        self.kind = kind
        switch kind {
        case .supertokens:
            let provider = try SuperTokensProvider(&reader)
            self.provider = provider
            migrationEndpoint = provider.migrateEndpoint
        case .descope:
            let provider = try DescopeProvider(&reader)
            self.provider = provider
            migrationEndpoint = provider.refreshEndpoint
        case .stytch:
            let provider = try StytchProvider(&reader)
            self.provider = provider
            migrationEndpoint = provider.migrateEndpoint
        case .tokenExchange:
            let provider = try TokenExchangeProvider(&reader)
            self.provider = provider
            migrationEndpoint = provider.server.address
        case .descopeAccessKey:
            let provider = try DescopeAccessKeyProvider(&reader)
            self.provider = provider
            migrationEndpoint = provider.exchangeEndpoint
        }
        try reader.finish()
    }

    /// The Descope project, where the provider is Descope.
    package var descopeProject: DescopeProject? {
        (provider as? DescopeProvider)?.project ?? (provider as? DescopeAccessKeyProvider)?.project
    }
}

/// Writes a configuration for the client that fits the running mock servers.
package struct ReadyConfiguration: Sendable {
    /// The new provider.
    package var provider = ProviderKind.supertokens
    /// The file that the old app left its tokens in.
    package var legacyFile = "$XDG_CONFIG_HOME/carryover-demo/auth.json"
    /// Where the client keeps its state.
    package var stateDirectory = "$XDG_STATE_HOME/carryover-demo"
    /// How the new provider's tokens travel.
    package var mode = TransferMode.header
    /// The door through which Stytch is reached.
    package var stytchMode = StytchMode.backend
    /// Whom Stytch is for.
    package var stytchVertical = StytchVertical.consumer

    /// Creates the default choices.
    package init() {}

    /// Returns the configuration as JSON.
    package func json(for mock: MockIdentity) -> JSONValue {
        var members: [String: JSONValue] = [
            "app": "com.example.carryover-demo",
            "account": "default",
            "provider": providerObject(mock),
            "rollout": ["strategy": "zero-downtime", "rollback_window_seconds": 0],
            "storage": ["backend": "auto", "directory": .string(stateDirectory)],
            "refresh": ["leeway_seconds": 60],
            "api": ["origins": [.string(mock.addresses.api)]],
            "http": ["timeout_seconds": 15],
        ]
        // A machine never signed in anywhere.
        if provider != .descopeAccessKey { members["legacy"] = legacyObject(mock) }
        return .object(members)
    }

    private func legacyObject(_ mock: MockIdentity) -> JSONValue {
        [
            "issuer": .string(issuer(mock)),
            "sources": [["kind": "json-file", "path": .string(legacyFile)]],
            "refresh": endpoint("token_endpoint", "/oauth/token", mock, mock.settings.legacy.tokenClientAuth),
            "revoke": revocation(mock),
        ]
    }

    private func providerObject(_ mock: MockIdentity) -> JSONValue {
        switch provider {
        case .supertokens:
            [
                "kind": "supertokens",
                "api_domain": .string(mock.addresses.supertokens),
                "api_base_path": .string(mock.settings.supertokens.basePath),
                "migrate_path": "/migrate-session",
                "legacy_token_in": "header",
                "auth_mode": .string(mode.rawValue),
            ]
        case .descope:
            [
                "kind": "descope",
                "project_id": .string(mock.settings.descope.projectID),
                "base_url": .string(mock.addresses.descope),
            ]
        case .descopeAccessKey:
            [
                "kind": "descope-access-key",
                "project_id": .string(mock.settings.descope.projectID),
                "base_url": .string(mock.addresses.descope),
                "access_key": .string(mock.settings.descope.accessKeys.first ?? ""),
            ]
        case .stytch: stytchObject(mock)
        case .tokenExchange: tokenExchangeObject(mock)
        }
    }

    private func stytchObject(_ mock: MockIdentity) -> JSONValue {
        let settings = mock.settings.stytch
        var members: [String: JSONValue] = [
            "kind": "stytch",
            "mode": .string(stytchMode.rawValue),
            "public_token": .string(settings.publicToken),
            "base_url": .string(mock.addresses.stytch),
            "session_duration_minutes": 43_200,
        ]
        switch stytchMode {
        case .backend: members["migrate_url"] = .string(mock.addresses.backend + "/session/migrate")
        case .attest: members["profile_id"] = .string(settings.profileID)
        }
        if stytchVertical == .b2b { members["organization_id"] = .string(settings.organizationID) }
        return .object(members)
    }

    private func tokenExchangeObject(_ mock: MockIdentity) -> JSONValue {
        let settings = mock.settings.tokenExchange
        var members: [String: JSONValue] = [
            "kind": "token-exchange",
            "token_endpoint": .string(mock.addresses.tokenExchange + "/oauth/token"),
            "revocation_endpoint": .string(mock.addresses.tokenExchange + "/oauth/revoke"),
            "client_id": .string(settings.clientID),
            "client_auth": .string(settings.clientAuth.rawValue),
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
        ]
        if settings.clientAuth != .none { members["client_secret"] = .string(settings.clientSecret) }
        return .object(members)
    }

    private func issuer(_ mock: MockIdentity) -> String {
        let foreign = mock.settings.supertokens.legacyIssuer
        return foreign.isEmpty ? mock.legacy.issuer : foreign
    }

    private func revocation(_ mock: MockIdentity) -> JSONValue {
        var members =
            endpoint("endpoint", "/oauth/revoke", mock, mock.settings.legacy.revokeClientAuth).object ?? [:]
        members["tokens"] = ["refresh_token"]
        return .object(members)
    }

    private func endpoint(
        _ name: String,
        _ path: String,
        _ mock: MockIdentity,
        _ authentication: ClientAuthentication
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            name: .string(mock.addresses.legacy + path),
            "client_id": .string(mock.settings.legacy.clientID),
            "client_auth": .string(authentication.rawValue),
        ]
        if authentication != .none {
            members["client_secret"] = .string(mock.settings.legacy.clientSecret)
        }
        return .object(members)
    }
}

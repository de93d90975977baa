import CarryoverCore
import MockIdentity
import Testing

/// Endpoints that nobody configured: the issuer's own metadata tells them, if it is the issuer's.
@Suite struct DiscoveryTests {
    /// What a server was asked for.
    private func paths(_ installation: Installation, _ server: ServerName) -> [String] {
        installation.mock.ledger.entries.filter { $0.server == server }.map(\.path)
    }

    /// An old provider of which only the issuer and the client are known.
    private func discoverLegacy(
        _ installation: Installation,
        _ more: CarryoverCore.JSONObject = [:]
    ) throws {
        let mock = installation.mock
        try installation.configure { object in
            var legacy: CarryoverCore.JSONObject = [
                "issuer": .string(mock.legacy.issuer),
                "sources": [["kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json"]],
                "refresh": ["client_id": .string(mock.settings.legacy.clientID)],
                "revoke": [
                    "client_id": .string(mock.settings.legacy.clientID), "tokens": ["refresh_token"],
                ],
            ]
            for member in more.members { legacy[member.name] = member.value }
            object["legacy"] = .object(legacy)
        }
    }

    @Test(
        "an expired login is refreshed and revoked at endpoints that the old provider tells",
        arguments: ["form", "json"]
    )
    func legacy(format: String) async throws {
        try await Installation.run { installation in
            let client = installation.mock.settings.legacy.clientID
            try discoverLegacy(
                installation,
                ["refresh": ["client_id": .string(client), "body_format": .string(format)]]
            )
            try await installation.leaveLegacyLogin(expiresIn: -60)
            let started = try await installation.demo("start", "--json")
            #expect(started.exitCode == 0, "\(started.output)\(started.errors)")
            #expect(Installation.events(started).contains("legacy.refreshed"))
            #expect(Installation.events(started).contains("legacy.revoked"))
            #expect(installation.count(.legacy, "refreshed") == 1)
        }
    }

    @Test("a document of another issuer is not believed: no token goes where it points")
    func wrongIssuer() async throws {
        var settings = MockSettings()
        settings.legacy.discoveryIssuer = "https://evil.example/"
        try await Installation.run(settings: settings) { installation in
            try discoverLegacy(installation)
            let tokens = try await installation.leaveLegacyLogin(expiresIn: -60)
            let started = try await installation.demo("start")
            #expect(started.exitCode == 6, "\(started.output)\(started.errors)")
            #expect(paths(installation, .legacy).allSatisfy { $0.hasPrefix("/.well-known/") })
            #expect(installation.read(installation.legacyFile)?.contains(tokens[1]) == true)
        }
        var provider = ProviderCase.tokenExchangeBound
        let usual = provider.settings
        provider.settings = {
            usual(&$0)
            $0.tokenExchange.metadataIssuer = "https://evil.example"
        }
        try await provider.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 6)
            #expect(paths(installation, .tokenExchange).allSatisfy { $0.hasPrefix("/.well-known/") })
        }
    }

    @Test("metadata that cannot be had for now defers, and the old login stays")
    func outage() async throws {
        try await ProviderCase.tokenExchangeBound.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            installation.mock.faults.add(
                .status(503, server: .tokenExchange, path: "/.well-known", times: 0, retryAfter: "30")
            )
            #expect(try await installation.demo("start").exitCode == 6)
            #expect(installation.read(installation.legacyFile)?.contains(tokens[0]) == true)
            installation.mock.faults.removeAll()
            #expect(try await installation.demo("start", "--now").exitCode == 0)
        }
    }

    @Test("the address that ends the browser's sign-in is printed, and nothing is opened")
    func logoutURL() async throws {
        try await Installation.run { installation in
            let mock = installation.mock
            try discoverLegacy(
                installation,
                ["logout": ["client_id": "notes", "return_to": "https://notes.example/bye?a=b"]]
            )
            let discovered = try await installation.demo("logout-url")
            #expect(discovered.exitCode == 0, "\(discovered.errors)")
            #expect(
                discovered.output == mock.addresses.legacy
                    + "/oidc/logout?client_id=notes&post_logout_redirect_uri=https%3A%2F%2Fnotes.example%2Fbye%3Fa%3Db\n"
            )
            #expect(paths(installation, .legacy).allSatisfy { $0.hasPrefix("/.well-known/") })

            try discoverLegacy(
                installation,
                [
                    "logout": [
                        "endpoint": .string(mock.addresses.legacy + "/v2/logout"), "client_id": "notes",
                        "return_to": "https://notes.example/", "return_parameter": "returnTo",
                    ]
                ]
            )
            let configured = try await installation.demo("logout-url")
            #expect(configured.output.contains("/v2/logout?client_id=notes&returnTo=https%3A%2F%2Fnotes"))
            try installation.configure()
            #expect(try await installation.demo("logout-url").exitCode == 2)
        }
    }

    @Test(
        "an endpoint may be left out only where there is an issuer to ask",
        arguments: [
            (#"{"refresh":{"client_id":"a"}}"#, "legacy.refresh.token_endpoint"),
            (#"{"issuer":"notes","revoke":{"client_id":"a"}}"#, "legacy.revoke.endpoint"),
            (#"{"logout":{"client_id":"a"}}"#, "legacy.logout.endpoint"),
            (#"{"issuer":"https://a.example","logout":{"return":"x"}}"#, "legacy.logout.return"),
            (
                #"{"issuer":"https://a.example","refresh":{"body_format":"xml"}}"#,
                "legacy.refresh.body_format"
            ),
        ]
    )
    func configuration(legacy: String, path: String) async throws {
        try await Installation.run { installation in
            let value = try CarryoverCore.JSONValue(parsing: Array(legacy.utf8))
            try installation.configure { $0["legacy"] = value }
            let finished = try await installation.demo("status")
            #expect(finished.exitCode == 2)
            #expect(finished.errors.contains(path), "\(finished.errors)")
        }
    }
}

import CarryoverCore
import MockIdentity
import Testing

/// The old providers of the day, each with its own manners, at an expired login: refreshed first, then migrated.
@Suite struct OldProviderTests {
    /// One provider's manners, and how an app is configured for it.
    struct Manners: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var invalidGrantStatus = 400
        var rotation = true
        var overlapSeconds = 0.0
        var authentication = ClientAuthentication.none
        var bodyFormat: String?
        /// Whether the endpoints are left to the provider's own document.
        var isDiscovered = false

        func apply(to settings: inout MockSettings) {
            settings.legacy.invalidGrantStatus = invalidGrantStatus
            settings.legacy.rotation = rotation
            settings.legacy.reuseIntervalSeconds = overlapSeconds
            settings.legacy.tokenClientAuth = authentication
            settings.legacy.revokeClientAuth = authentication
        }

        /// What the configuration says of the provider.
        func legacy(_ mock: MockIdentity) -> CarryoverCore.JSONObject {
            var client: CarryoverCore.JSONObject = ["client_id": .string(mock.settings.legacy.clientID)]
            if authentication != .none {
                client["client_secret"] = .string(mock.settings.legacy.clientSecret)
                client["client_auth"] = .string(authentication.rawValue)
            }
            var (refresh, revoke) = (client, client)
            if let bodyFormat { refresh["body_format"] = .string(bodyFormat) }
            if !isDiscovered {
                refresh["token_endpoint"] = .string(mock.addresses.legacy + "/oauth/token")
                revoke["endpoint"] = .string(mock.addresses.legacy + "/oauth/revoke")
            }
            return [
                "issuer": .string(mock.legacy.issuer),
                "sources": [["kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json"]],
                "refresh": .object(refresh), "revoke": .object(revoke),
            ]
        }

        func run(
            _ change: (inout MockSettings) -> Void = { _ in },
            _ body: (Installation) async throws -> Void
        ) async throws {
            var settings = MockSettings()
            apply(to: &settings)
            change(&settings)
            try await Installation.run(settings: settings) { installation in
                try installation.configure { $0["legacy"] = .object(legacy(installation.mock)) }
                try await body(installation)
            }
        }
    }

    static let all = [
        Manners(testDescription: "Auth0, forms", invalidGrantStatus: 403),
        Manners(
            testDescription: "Auth0, JSON, rotation with an overlap",
            invalidGrantStatus: 403,
            overlapSeconds: 60,
            bodyFormat: "json"
        ),
        Manners(testDescription: "Auth0, no rotation", invalidGrantStatus: 403, rotation: false),
        Manners(testDescription: "Okta, native app, rotation with an overlap", overlapSeconds: 30),
        Manners(testDescription: "Okta, web app", rotation: false, authentication: .basic),
        Manners(testDescription: "OpenID provider, discovered", authentication: .post, isDiscovered: true),
    ]

    @Test("an expired login is refreshed, migrated and revoked", arguments: all)
    func migrates(_ manners: Manners) async throws {
        try await manners.run { installation in
            try await installation.leaveLegacyLogin(expiresIn: -60)
            let started = try await installation.demo("start", "--json")
            #expect(started.exitCode == 0, "\(started.output)\(started.errors)")
            let events = Installation.events(started)
            let order = ["legacy.refreshed", "session.verified", "legacy.erased", "legacy.revoked"]
            #expect(events.filter { order.contains($0) } == order)
            #expect(installation.count(.legacy, "refreshed") == 1)
            #expect(installation.count(.legacy, "revoked") == 1)
            #expect(installation.count(.legacy, "invalid-client") == 0)
        }
    }

    @Test("its refusal ends the old login once, and nobody is asked again", arguments: all)
    func refuses(_ manners: Manners) async throws {
        try await manners.run({ $0.legacy.refreshTokenSeconds = 0 }) { installation in
            let tokens = try await installation.leaveLegacyLogin(expiresIn: -60)
            let started = try await installation.demo("start")
            #expect(started.exitCode == 5, "\(started.output)\(started.errors)")
            #expect(installation.count(.legacy, "token-expired") == 1)
            #expect(try await installation.demo("start").exitCode == 5)
            #expect(installation.count(.legacy, "token-expired") == 1)
            #expect(installation.read(installation.legacyFile)?.contains(tokens[1]) == true)
        }
    }

    @Test(
        "a lost answer costs nothing where the spent token is taken once more, or none is ever spent",
        arguments: all
    )
    func lostAnswer(_ manners: Manners) async throws {
        try await manners.run { installation in
            try await installation.leaveLegacyLogin(expiresIn: -60)
            installation.mock.faults.add(Fault(.loseAnswer, server: .legacy, path: "/oauth/token"))
            let first = try await installation.demo("start", "--now")
            let isHarmless = !manners.rotation || manners.overlapSeconds > 0
            guard first.exitCode != 0 else { return #expect(isHarmless) }
            let second = try await installation.demo("start", "--now")
            #expect(second.exitCode == (isHarmless ? 0 : 5), "\(second.output)\(second.errors)")
            if !isHarmless { #expect(second.errors.contains("lost-answer"), "\(second.errors)") }
        }
    }
}

import CarryoverCore
import MockIdentity
import Testing

/// One way to set up a new provider, and where its mock server is asked for what.
struct ProviderCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    let kind: ProviderKind
    /// The server and the path that a migration asks.
    let migration: (server: ServerName, path: String)
    /// The server that is asked for everything else.
    let server: ServerName
    let refreshPath: String
    let revokePath: String
    /// What the provider itself says of a credential that it does not take.
    let refusal: String
    var stytchMode = StytchMode.backend
    var stytchVertical = StytchVertical.consumer
    var transferMode = TransferMode.header
    /// Whether the endpoints are left to the issuer's metadata.
    var isDiscovered = false
    /// What the app's configuration says besides the usual.
    var options: CarryoverCore.JSONObject = [:]
    var settings: @Sendable (inout MockSettings) -> Void = { _ in }
    /// The sessions that live at the provider.
    let sessions: @Sendable (MockIdentity) -> Int

    /// Runs a body in an installation whose app is set up for this provider.
    func run(
        _ change: (inout CarryoverCore.JSONObject) -> Void = { _ in },
        _ body: (Installation) async throws -> Void
    ) async throws {
        var settings = MockSettings()
        self.settings(&settings)
        try await Installation.run(settings: settings) { installation in
            var provider = try providerObject(installation.mock)
            change(&provider)
            try installation.configure { $0["provider"] = .object(provider) }
            try await body(installation)
        }
    }

    /// The provider's part of a configuration.
    func providerObject(_ mock: MockIdentity) throws -> CarryoverCore.JSONObject {
        var ready = ReadyConfiguration()
        ready.provider = kind
        ready.stytchMode = stytchMode
        ready.stytchVertical = stytchVertical
        ready.mode = transferMode
        let configuration = ready.json(for: mock).data
        var provider = try #require(
            try CarryoverCore.JSONValue(parsing: Array(configuration)).object?["provider"]?.object
        )
        for option in options.members { provider[option.name] = option.value }
        if isDiscovered { provider["issuer"] = .string(mock.tokenExchange.issuer) }
        return provider
    }

    static let all = [descope, descopeCookies, descopeRotation] + stytch + [tokenExchange]

    /// All, with those that have tables of their own elsewhere.
    static let every = all + [superTokens, superTokensCookies, superTokensPlugin, tokenExchangeBound]
}

extension ProviderCase {
    static let superTokens = superTokens("supertokens") { _ in }
    static let superTokensCookies = superTokens("supertokens, cookies with anti-CSRF", mode: .cookie) {
        $0.supertokens.antiCSRFViaToken = true
    }
    /// The plugin's route, and a backend that spells everything in its own way.
    static let superTokensPlugin = superTokens(
        "supertokens, plugin and other names",
        path: "/identity/plugin/migrate-session",
        base: "/identity",
        options: [
            "migrate_path": "/identity/plugin/migrate-session", "session_expired_status": 440,
            "access_token_header": "x-access", "refresh_token_header": "x-refresh",
            "front_token_header": "x-front",
        ]
    ) { settings in
        settings.supertokens.basePath = "/identity"
        settings.supertokens.sessionExpiredStatus = 440
        settings.supertokens.accessTokenHeader = "x-access"
        settings.supertokens.refreshTokenHeader = "x-refresh"
        settings.supertokens.frontTokenHeader = "x-front"
    }

    private static func superTokens(
        _ name: String,
        mode: TransferMode = .header,
        path: String = "/migrate-session",
        base: String = "/auth",
        options: CarryoverCore.JSONObject = [:],
        _ settings: @escaping @Sendable (inout MockSettings) -> Void
    ) -> ProviderCase {
        ProviderCase(
            testDescription: name,
            kind: .supertokens,
            migration: (.supertokens, path),
            server: .supertokens,
            refreshPath: "\(base)/session/refresh",
            revokePath: "\(base)/signout",
            refusal: #"{"message":"unauthorised"}"#,
            transferMode: mode,
            options: options,
            settings: settings,
            sessions: { $0.supertokens.allSessions.count }
        )
    }
}

extension ProviderCase {
    static let descope = descope("descope") { _ in }
    static let descopeCookies = descope("descope, tokens in cookies") { settings in
        settings.descope.sessionTokenIn = .cookie
        settings.descope.refreshTokenIn = .cookie
        settings.descope.refreshCookie = "NOTES_DSR"
    }
    static let descopeRotation = descope("descope, with rotation") { settings in
        settings.descope.rotation = true
        settings.descope.reuse = .endSession
        settings.descope.issuerIsURL = true
    }

    private static func descope(
        _ name: String,
        _ settings: @escaping @Sendable (inout MockSettings) -> Void
    ) -> ProviderCase {
        ProviderCase(
            testDescription: name,
            kind: .descope,
            migration: (.descope, "/v1/auth/refresh"),
            server: .descope,
            refreshPath: "/v1/auth/refresh",
            revokePath: "/v1/auth/logout",
            refusal: #"{"errorCode":"E064001","errorDescription":"Token expired"}"#,
            settings: settings,
            sessions: { $0.descope.allSessions.count }
        )
    }

    static let stytch = [StytchVertical.consumer, .b2b].flatMap { vertical in
        [StytchMode.backend, .attest].map { stytch($0, vertical) }
    }

    static func stytch(
        _ mode: StytchMode,
        _ vertical: StytchVertical,
        _ settings: @escaping @Sendable (inout MockSettings) -> Void = { _ in }
    ) -> ProviderCase {
        let base = vertical == .consumer ? "/sdk/v1/sessions" : "/sdk/v1/b2b/sessions"
        return ProviderCase(
            testDescription: "stytch, \(mode.rawValue), \(vertical.rawValue)",
            kind: .stytch,
            migration: mode == .backend ? (.backend, "/session/migrate") : (.stytch, "\(base)/attest"),
            server: .stytch,
            refreshPath: "\(base)/authenticate",
            revokePath: "\(base)/revoke",
            refusal: #"{"status_code":401,"error_type":"user_unauthenticated"}"#,
            stytchMode: mode,
            stytchVertical: vertical,
            settings: settings,
            sessions: { $0.stytch.allSessions.count }
        )
    }

    static let tokenExchange = ProviderCase(
        testDescription: "token-exchange",
        kind: .tokenExchange,
        migration: (.tokenExchange, "/oauth/token"),
        server: .tokenExchange,
        refreshPath: "/oauth/token",
        revokePath: "/oauth/revoke",
        refusal: #"{"error":"invalid_grant"}"#,
        sessions: { $0.tokenExchange.allSessions.count }
    )

    /// Endpoints by discovery, and tokens that are bound to a key, with nonces on both sides.
    static let tokenExchangeBound: ProviderCase = {
        var provider = tokenExchange
        provider.testDescription = "token-exchange, discovered, DPoP with nonces"
        provider.options = ["dpop": true, "token_endpoint": .null, "revocation_endpoint": .null]
        provider.isDiscovered = true
        provider.settings = { settings in
            settings.tokenExchange.dpop = .required
            settings.tokenExchange.dpopNonce = "nonce-of-the-server"
            settings.tokenExchange.resourceNonce = "nonce-of-the-api"
        }
        return provider
    }()
}

import Foundation
import Synchronization

/// A standard authorization server: token exchange (RFC 8693), refresh (RFC 6749 §6) and revocation (RFC 7009).
package final class TokenExchangeServer: MockServer {
    /// The name in the ledger.
    package let name = ServerName.tokenExchange
    /// The key that signs its tokens.
    package let key: SigningKey

    let baseURL: String
    let settingsStore: SettingsStore
    let legacyTokens: LegacyTokenVerifier
    let legacySubject: @Sendable (String) -> String?
    let clock: MockClock
    let identifiers: IdentifierSource
    let sessions = Mutex(ExchangedSessions())
    let proofs = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - baseURL: Its own address.
    ///   - key: The key that signs its tokens.
    ///   - settings: How it behaves.
    ///   - legacyTokens: Verifies the old provider's access and ID tokens.
    ///   - legacySubject: Says whose a refresh token of the old provider is.
    ///   - clock: The clock.
    ///   - identifiers: Where identifiers and opaque tokens come from.
    init(
        baseURL: String,
        key: SigningKey,
        settings: SettingsStore,
        legacyTokens: LegacyTokenVerifier,
        legacySubject: @escaping @Sendable (String) -> String?,
        clock: MockClock,
        identifiers: IdentifierSource
    ) {
        self.baseURL = baseURL
        self.key = key
        self.settingsStore = settings
        self.legacyTokens = legacyTokens
        self.legacySubject = legacySubject
        self.clock = clock
        self.identifiers = identifiers
    }

    var settings: TokenExchangeSettings { settingsStore.current.tokenExchange }

    /// The issuer in its tokens.
    package var issuer: String { baseURL }

    /// The sessions that live, in the order they were opened.
    package var allSessions: [ExchangedSession] { sessions.withLock { $0.all } }

    /// Ends a session as an administrator would, without the client's knowledge.
    package func revoke(id: String) {
        sessions.withLock { $0.remove(id) }
    }

    /// Answers one request.
    package func answer(_ call: Call) async throws -> Answer {
        do {
            switch (call.method, call.path) {
            case ("POST", "/oauth/token"): return try await token(call)
            case ("POST", "/oauth/revoke"): return try await revoke(call)
            case ("GET", "/.well-known/oauth-authorization-server"):
                return .json(metadata, outcome: "discovery")
            case ("GET", "/.well-known/jwks.json"): return .json(key.publicKeys, outcome: "keys")
            default: return .notFound()
            }
        } catch let failure as OAuthFailure {
            return failure.answer
        }
    }

    private var metadata: JSONValue {
        [
            "issuer": .string(settings.metadataIssuer.isEmpty ? issuer : settings.metadataIssuer),
            "token_endpoint": .string(baseURL + "/oauth/token"),
            "revocation_endpoint": .string(baseURL + "/oauth/revoke"),
            "jwks_uri": .string(baseURL + "/.well-known/jwks.json"),
            "grant_types_supported": ["refresh_token", .string(Self.exchangeGrant)],
            "response_types_supported": [],
            "dpop_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        ]
    }

    static let tokenType = "urn:ietf:params:oauth:token-type:"
    static let exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange"

    /// Verifies an access token of this server.
    func claims(of token: String) async -> Claims? {
        guard let claims = try? await key.verifier.verify(token), claims.string("iss") == issuer,
            let expiry = claims.number("exp"), expiry > clock.now.timeIntervalSince1970,
            !sessions.withLock({ $0.isRevoked(accessTokenID: claims.string("jti") ?? "") })
        else { return nil }
        return claims
    }

    /// Forgets all sessions.
    func reset() {
        sessions.withLock { $0 = ExchangedSessions() }
        proofs.withLock { $0 = [] }
    }
}

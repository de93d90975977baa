import Foundation
import Synchronization

/// An OpenID provider in the manner of Auth0: the one that users come from.
package final class LegacyServer: MockServer {
    /// The name in the ledger.
    package let name = ServerName.legacy
    /// The key that signs its tokens.
    package let key: SigningKey

    let baseURL: String
    let settingsStore: SettingsStore
    let clock: MockClock
    let identifiers: IdentifierSource
    let sessions = Mutex(LegacySessions())

    init(
        baseURL: String,
        key: SigningKey,
        settings: SettingsStore,
        clock: MockClock,
        identifiers: IdentifierSource
    ) {
        self.baseURL = baseURL
        self.key = key
        self.settingsStore = settings
        self.clock = clock
        self.identifiers = identifiers
    }

    var settings: LegacySettings { settingsStore.current.legacy }

    /// The issuer in its tokens.
    package var issuer: String {
        settings.issuer.isEmpty ? baseURL + "/" : settings.issuer
    }

    /// All sessions in the order they were opened.
    package var allSessions: [LegacySession] {
        sessions.withLock { $0.all }
    }

    /// Where its key set is.
    var keysURL: String { baseURL + "/.well-known/jwks.json" }

    /// Answers one request.
    package func answer(_ call: Call) async throws -> Answer {
        switch (call.method, call.path) {
        case ("GET", "/.well-known/openid-configuration"):
            .json(discoveryDocument, outcome: "discovery")
        case ("GET", "/.well-known/jwks.json"):
            .json(key.publicKeys, outcome: "keys")
        case ("GET", "/userinfo"), ("POST", "/userinfo"):
            await userInfo(call)
        case ("POST", "/oauth/token"):
            try await token(call)
        case ("POST", "/oauth/revoke"):
            await revoke(call)
        case ("GET", "/logout"), ("GET", "/v2/logout"), ("GET", "/oidc/logout"):
            logout(call)
        default:
            .notFound()
        }
    }

    /// Forgets all sessions.
    func reset() {
        sessions.withLock { $0 = LegacySessions() }
    }

    private var discoveryDocument: JSONValue {
        var members: [String: JSONValue] = [
            "issuer": .string(settings.discoveryIssuer.isEmpty ? issuer : settings.discoveryIssuer),
            "authorization_endpoint": .string(baseURL + "/authorize"),
            "token_endpoint": .string(baseURL + "/oauth/token"),
            "userinfo_endpoint": .string(baseURL + "/userinfo"),
            "jwks_uri": .string(keysURL),
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        ]
        if settings.tellsAllEndpoints {
            members["revocation_endpoint"] = .string(baseURL + "/oauth/revoke")
            members["end_session_endpoint"] = .string(baseURL + "/oidc/logout")
        }
        return .object(members)
    }

    private func logout(_ call: Call) -> Answer {
        let target = call.query["returnTo"] ?? call.query["post_logout_redirect_uri"]
        var answer = Answer(
            status: target == nil ? 200 : 302,
            body: Data("OK".utf8),
            contentType: "text/plain",
            outcome: "logged-out"
        )
        if let target {
            answer.headers.set("location", target)
        }
        return answer
    }
}

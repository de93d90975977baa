import Foundation
import Synchronization

/// Stytch as a client and as a backend see it, for consumers and for organizations.
package final class StytchServer: MockServer {
    /// The name in the ledger.
    package let name = ServerName.stytch
    /// The key that signs its tokens.
    package let key: SigningKey

    let baseURL: String
    let userInfoURL: String
    let settingsStore: SettingsStore
    let legacyTokens: LegacyTokenVerifier
    let clock: MockClock
    let identifiers: IdentifierSource
    let sessions = Mutex(StytchSessions())
    private let errors = Mutex(0)
    private let timestamps = Mutex(0)

    init(
        baseURL: String,
        userInfoURL: String,
        key: SigningKey,
        settings: SettingsStore,
        legacyTokens: LegacyTokenVerifier,
        clock: MockClock,
        identifiers: IdentifierSource
    ) {
        self.baseURL = baseURL
        self.userInfoURL = userInfoURL
        self.key = key
        self.settingsStore = settings
        self.legacyTokens = legacyTokens
        self.clock = clock
        self.identifiers = identifiers
    }

    var settings: StytchSettings { settingsStore.current.stytch }

    /// The issuer in its tokens, which has no scheme.
    package var issuer: String { "stytch.com/" + settings.projectID }

    /// The sessions that live, in the order they began.
    package var allSessions: [StytchSession] { sessions.withLock { $0.all } }

    /// Ends a session as an administrator would, without the client's knowledge.
    package func revoke(id: String) {
        sessions.withLock { $0.remove(id) }
    }

    /// Answers one request.
    package func answer(_ call: Call) async throws -> Answer {
        do {
            return try await route(call)
        } catch let failure as StytchFailure {
            return failure.answer(contentType: settings.errorContentType, requestID: errorRequestID())
        } catch let failure as StytchSchemaFailure {
            return failure.answer
        }
    }

    private func route(_ call: Call) async throws -> Answer {
        switch (call.method, call.path) {
        case ("POST", "/v1/sessions/migrate"): try await migrate(call, .consumer)
        case ("POST", "/v1/b2b/sessions/migrate"): try await migrate(call, .b2b)
        case ("POST", "/sdk/v1/sessions/attest"): try await attest(call, .consumer)
        case ("POST", "/sdk/v1/b2b/sessions/attest"): try await attest(call, .b2b)
        case ("POST", "/sdk/v1/sessions/authenticate"): try await authenticate(call, .consumer)
        case ("POST", "/sdk/v1/b2b/sessions/authenticate"): try await authenticate(call, .b2b)
        case ("POST", "/sdk/v1/sessions/revoke"): try revoke(call, .consumer)
        case ("POST", "/sdk/v1/b2b/sessions/revoke"): try revoke(call, .b2b)
        case ("GET", "/v1/sessions/jwks/\(settings.projectID)"): .json(keySet, outcome: "keys")
        case ("GET", "/sdk/v1/projects/bootstrap/\(settings.publicToken)"):
            .json(bootstrap, outcome: "bootstrap")
        default: throw StytchFailure(404, "route_not_found", "Not found.", outcome: "not-found")
        }
    }

    private var keySet: JSONValue {
        var members = key.publicKeys.object ?? [:]
        members["request_id"] = .string(requestID())
        members["status_code"] = 200
        return .object(members)
    }

    private var bootstrap: JSONValue {
        [
            "data": [
                "status_code": 200, "request_id": .string(requestID()), "cname_domain": nil,
                "captcha_settings": ["enabled": false], "dfp_protected_auth_enabled": false,
                "vertical": "CONSUMER",
            ]
        ]
    }

    func requestID() -> String { "request-id-test-" + identifiers.uuid() }

    /// Every third error has none.
    private func errorRequestID() -> String? {
        let number = errors.withLock { number in
            number += 1
            return number
        }
        return number % 3 == 0 ? nil : requestID()
    }

    /// Writes a time with another number of digits each time.
    func timestamp(_ date: Date) -> JSONValue {
        let digits = timestamps.withLock { number in
            number += 1
            return [0, 6, 9][number % 3]
        }
        return .string(StytchTimestamp.text(date, digits: digits))
    }

    /// Forgets all sessions.
    func reset() {
        sessions.withLock { $0 = StytchSessions() }
    }
}

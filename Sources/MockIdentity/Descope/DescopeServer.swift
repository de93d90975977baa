import Foundation
import Synchronization

/// Descope as a client sees it: session migration, refresh, logout and access keys.
package final class DescopeServer: MockServer {
    /// The name in the ledger.
    package let name = ServerName.descope
    /// The key that signs its tokens.
    package let key: SigningKey

    let baseURL: String
    let settingsStore: SettingsStore
    let legacyTokens: LegacyTokenVerifier
    let clock: MockClock
    let identifiers: IdentifierSource
    let sessions = Mutex(DescopeSessions())
    let accessKeys = Mutex<[DescopeAccessKey]>([])

    init(
        baseURL: String,
        key: SigningKey,
        settings: SettingsStore,
        legacyTokens: LegacyTokenVerifier,
        clock: MockClock,
        identifiers: IdentifierSource
    ) {
        self.baseURL = baseURL
        self.key = key
        self.settingsStore = settings
        self.legacyTokens = legacyTokens
        self.clock = clock
        self.identifiers = identifiers
    }

    var settings: DescopeSettings { settingsStore.current.descope }

    /// The issuer in its tokens.
    package var issuer: String {
        settings.issuerIsURL ? "\(baseURL)/\(settings.projectID)" : settings.projectID
    }

    /// The sessions that live, in the order they were created.
    package var allSessions: [DescopeSession] { sessions.withLock { $0.all } }

    /// The access keys that were imported, in order.
    package var importedKeys: [DescopeAccessKey] { accessKeys.withLock { $0 } }

    /// Ends a session as an administrator would, without the client's knowledge.
    package func revoke(id: String) {
        sessions.withLock { sessions in
            guard let session = sessions.all.first(where: { $0.id == id }) else { return }
            sessions.logOut(session, everywhere: false)
        }
    }

    /// Answers one request.
    package func answer(_ call: Call) async throws -> Answer {
        var answer: Answer
        do {
            answer = try await route(call)
        } catch let failure as DescopeFailure {
            answer = failure.answer(described: settings.describesErrors)
        }
        answer.headers.set("cf-ray", identifiers.hex(8) + "-FRA")
        return answer
    }

    private func route(_ call: Call) async throws -> Answer {
        let project = settings.projectID
        switch (call.method, call.path) {
        case ("GET", "/v2/keys/\(project)"), ("GET", "/\(project)/.well-known/jwks.json"):
            return .json(key.publicKeys, outcome: "keys")
        case ("POST", "/v1/auth/refresh"): return try await refresh(call, mayBeEmpty: false)
        case ("POST", "/v1/auth/try-refresh"): return try await refresh(call, mayBeEmpty: true)
        case ("POST", "/v1/auth/logout"): return try await logOut(call, everywhere: false)
        case ("POST", "/v1/auth/logoutall"): return try await logOut(call, everywhere: true)
        case ("GET", "/v1/auth/me"): return try await me(call)
        case ("POST", "/v1/auth/validate"): return try await validate(call)
        case ("POST", "/v1/auth/accesskey/exchange"): return try await exchangeAccessKey(call)
        case ("POST", "/v1/mgmt/accesskey/import"): return try importAccessKeys(call)
        // The deprecated form puts a token into a URL; whoever uses it must notice.
        case ("GET", "/v1/auth/refresh"): return Answer(status: 405, outcome: "method-not-allowed")
        default: return .notFound()
        }
    }

    /// Reads who asks, and refuses other projects.
    func credential(of call: Call) throws -> DescopeCredential {
        guard let credential = DescopeCredential(call), credential.projectID == settings.projectID else {
            throw DescopeFailure.unknownProject
        }
        return credential
    }

    /// Reads the body: an object, or nothing at all.
    func body(of call: Call) throws -> [String: JSONValue] {
        guard !call.body.isEmpty else { return [:] }
        guard let object = call.json?.object else { throw DescopeFailure.malformed }
        return object
    }

    /// Forgets all sessions and imported keys.
    func reset() {
        sessions.withLock { $0 = DescopeSessions() }
        accessKeys.withLock { $0 = [] }
    }
}

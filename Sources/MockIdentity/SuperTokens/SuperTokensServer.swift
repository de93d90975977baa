import Foundation
import Synchronization

/// An app's backend with the SuperTokens SDK: session migration, refresh and sign-out.
package final class SuperTokensServer: MockServer {
    /// The name in the ledger.
    package let name = ServerName.supertokens
    /// The key that signs its tokens.
    package let key: SigningKey

    let baseURL: String
    let settingsStore: SettingsStore
    let legacyTokens: LegacyTokenVerifier
    let clock: MockClock
    let identifiers: IdentifierSource
    let sessions = Mutex(SuperTokensSessions())
    let migrations = Mutex(MigrationRecords())

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

    var settings: SuperTokensSettings { settingsStore.current.supertokens }

    /// The issuer in its tokens.
    package var issuer: String { baseURL + settings.basePath }

    /// The sessions that live, in the order they were created.
    package var allSessions: [SuperTokensSession] {
        sessions.withLock { $0.all }
    }

    /// Ends a session as an administrator would, without the client's knowledge.
    package func revoke(handle: String) {
        sessions.withLock { _ = $0.remove(handle) }
    }

    /// Answers one request.
    package func answer(_ call: Call) async throws -> Answer {
        let base = settings.basePath
        switch (call.method, call.path) {
        case ("POST", "/migrate-session"):
            return try await migrate(call, errors: .application)
        case ("POST", base + "/plugin/migrate-session"), ("POST", base + "/plugin/rownd/migrate"):
            return try await migrate(call, errors: .plugin)
        case ("POST", base + "/session/refresh"):
            return try await refresh(call)
        case ("POST", base + "/signout"):
            return try await signOut(call)
        case ("GET", base + "/jwt/jwks.json"), ("GET", "/.well-known/jwks.json"):
            return .json(key.publicKeys, outcome: "keys")
        default:
            return .notFound()
        }
    }

    /// Forgets all sessions and migrations.
    func reset() {
        sessions.withLock { $0 = SuperTokensSessions() }
        migrations.withLock { $0 = MigrationRecords() }
    }

    /// Writes sessions into answers.
    var sessionHeaders: SessionHeaders {
        SessionHeaders(names: settings, now: clock.now)
    }
}

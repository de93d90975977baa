import Foundation
import MockIdentity
import Testing

extension MockIdentity {
    /// Runs a test against fresh servers with a clock that stands still.
    static func test(
        _ configure: (inout MockSettings) -> Void = { _ in },
        _ body: (MockIdentity) async throws -> Void
    ) async throws {
        var settings = MockSettings()
        configure(&settings)
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        await Turnstile.mocks.enter()
        do {
            try await run(
                settings: settings,
                keys: TestKeys.shared,
                clock: MockClock { start },
                identifiers: .seeded(7),
                body
            )
            await Turnstile.mocks.leave()
        } catch {
            await Turnstile.mocks.leave()
            throw error
        }
    }

    /// Signs Ada in at the old provider.
    func ada(expiresIn: Double? = nil) async throws -> LegacyTokenAnswer {
        try await signInLegacy(subject: "auth0|ada", email: "ada@example.com", expiresIn: expiresIn)
    }

    var migrateURL: String { addresses.supertokens + "/migrate-session" }
    var refreshURL: String { addresses.supertokens + "/auth/session/refresh" }
    var signOutURL: String { addresses.supertokens + "/auth/signout" }
    var tokenURL: String { addresses.legacy + "/oauth/token" }
    var revokeURL: String { addresses.legacy + "/oauth/revoke" }
    var meURL: String { addresses.api + "/me" }

    func migrate(
        _ token: String,
        key: String? = nil,
        mode: String = "header",
        headers: [(String, String)] = []
    ) async throws -> RawAnswer {
        var lines = [("Authorization", "Bearer \(token)"), ("st-auth-mode", mode)] + headers
        if let key {
            lines.append(("Idempotency-Key", key))
        }
        return try await RawClient.answer("POST", migrateURL, headers: lines, body: Data())
    }

    /// Signs Ada in and migrates her.
    func migratedAda() async throws -> TestSession {
        try TestSession(try await migrate(try await ada().accessToken))
    }

    func refresh(_ refreshToken: String) async throws -> RawAnswer {
        try await RawClient.answer("POST", refreshURL, headers: [("Authorization", "Bearer \(refreshToken)")])
    }

    func signOut(_ accessToken: String) async throws -> RawAnswer {
        try await RawClient.answer("POST", signOutURL, headers: [("Authorization", "Bearer \(accessToken)")])
    }

    func me(_ accessToken: String) async throws -> RawAnswer {
        try await RawClient.get(meURL, bearer: accessToken)
    }

    func legacyRefresh(_ refreshToken: String?) async throws -> RawAnswer {
        try await RawClient.postForm(
            tokenURL,
            [
                ("grant_type", "refresh_token"), ("client_id", "legacy-client"),
                ("refresh_token", try #require(refreshToken)),
            ]
        )
    }

    func outcomes(_ server: ServerName) -> [String] {
        ledger.entries(server).map(\.outcome)
    }
}

import Foundation

/// Verifies the old provider's tokens for the new provider and the API, as their backends would.
package final class LegacyTokenVerifier: Sendable {
    private let settings: SettingsStore
    private let ownIssuer: @Sendable () -> String
    private let ownKeysURL: String
    private let clock: MockClock
    private let source = KeySource()

    init(
        settings: SettingsStore,
        ownIssuer: @escaping @Sendable () -> String,
        ownKeysURL: String,
        clock: MockClock
    ) {
        self.settings = settings
        self.ownIssuer = ownIssuer
        self.ownKeysURL = ownKeysURL
        self.clock = clock
    }

    /// Verifies a token: signature against the fetched or pinned keys, issuer, expiry and the presence of a subject.
    ///
    /// - Returns: The token's payload.
    /// - Throws: ``TokenFailure``.
    package func verify(_ token: String) async throws -> Claims {
        guard UnverifiedToken(token) != nil else { throw TokenFailure.malformed }
        let settings = settings.current.supertokens
        let keys = try await source.keys(
            for: token,
            pinned: settings.pinnedKeys,
            url: settings.legacyJWKSURL.isEmpty ? ownKeysURL : settings.legacyJWKSURL
        )
        let claims = try await keys.verify(token)
        let issuer = settings.legacyIssuer.isEmpty ? ownIssuer() : settings.legacyIssuer
        guard claims.string("iss") == issuer else { throw TokenFailure.issuer }
        guard let expiry = claims.number("exp"), expiry > clock.now.timeIntervalSince1970 else {
            throw TokenFailure.expired
        }
        guard claims.subject != nil else { throw TokenFailure.subject }
        return claims
    }

    /// Forgets the keys that were fetched.
    func reset() {
        source.forget()
    }
}

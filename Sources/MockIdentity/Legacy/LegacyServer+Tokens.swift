import Foundation
import Synchronization

extension LegacyServer {
    /// Signs a user in and returns what the old app would have stored.
    ///
    /// - Parameters:
    ///   - subject: The user.
    ///   - email: The user's address.
    ///   - expiresIn: Seconds that the access token lives, past ones included; the setting's value where `nil`.
    package func signIn(subject: String, email: String, expiresIn: Double? = nil) async throws
        -> LegacyTokenAnswer
    {
        let session = LegacySession(
            id: identifiers.uuid(),
            subject: subject,
            email: email,
            clientID: settings.clientID,
            createdAt: clock.now
        )
        let refreshToken = "v1." + identifiers.base64URL(33)
        let now = clock.now
        sessions.withLock { $0.open(session, refreshToken: refreshToken, at: now) }
        return try await tokens(for: session, refreshToken: refreshToken, expiresIn: expiresIn)
    }

    /// Signs the tokens of a session.
    func tokens(
        for session: LegacySession,
        refreshToken: String?,
        expiresIn: Double? = nil
    ) async throws -> LegacyTokenAnswer {
        let settings = settings
        let lifetime = expiresIn ?? settings.accessTokenSeconds
        let issuedAt = Int(clock.now.timeIntervalSince1970)
        let expiresAt = issuedAt + Int(lifetime.rounded(.down))
        let access = try await key.sign([
            "iss": .string(issuer),
            "sub": .string(session.subject),
            "aud": [.string(settings.audience), .string(baseURL + "/userinfo")],
            "azp": .string(session.clientID),
            "iat": .int(min(issuedAt, expiresAt - 1)),
            "exp": .int(expiresAt),
            "scope": .string(settings.scope),
            "email": .string(session.email),
            "sid": .string(session.id),
            "jti": .string(identifiers.uuid()),
        ])
        let identity = try await key.sign([
            "iss": .string(issuer),
            "sub": .string(session.subject),
            "aud": .string(session.clientID),
            "iat": .int(issuedAt),
            "exp": .int(issuedAt + Int(settings.idTokenSeconds)),
            "email": .string(session.email),
            "email_verified": true,
            "sid": .string(session.id),
        ])
        return LegacyTokenAnswer(
            accessToken: access,
            refreshToken: refreshToken,
            idToken: identity,
            tokenType: "Bearer",
            expiresIn: Int(lifetime.rounded(.down)),
            expiresAt: expiresAt,
            scope: settings.scope
        )
    }

    /// Verifies an access token of this server: signature, issuer, expiry, and that it was not revoked by itself.
    ///
    /// - Throws: ``TokenFailure``.
    func verify(accessToken: String) async throws -> Claims {
        let claims = try await key.verifier.verify(accessToken)
        guard claims.string("iss") == issuer else { throw TokenFailure.issuer }
        guard let expiry = claims.number("exp"), expiry > clock.now.timeIntervalSince1970,
            !sessions.withLock({ $0.isRevoked(accessTokenID: claims.string("jti") ?? "") })
        else { throw TokenFailure.expired }
        return claims
    }
}

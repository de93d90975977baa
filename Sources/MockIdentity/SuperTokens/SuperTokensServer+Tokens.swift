import Foundation

extension SuperTokensServer {
    /// Returns a new opaque refresh token in the form `<base64>.<64 hex>.V2`.
    func makeRefreshToken() -> String {
        "\(identifiers.base64(256)).\(identifiers.hex(32)).V2"
    }

    /// Signs an access token and puts the answer's tokens together.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - refreshToken: The refresh token to send, or `nil` to replace the access token alone.
    ///   - refreshHash: SHA-256 of the refresh token that belongs to the access token.
    ///   - parentHash: SHA-256 of the refresh token that was spent for it.
    ///   - antiCSRFToken: What must come along with the access token in a cookie, if anything.
    func issue(
        _ session: SuperTokensSession,
        refreshToken: String?,
        refreshHash: String,
        parentHash: String?,
        antiCSRFToken: String?
    ) async throws -> IssuedTokens {
        let now = clock.now.timeIntervalSince1970
        let claims: [String: JSONValue] = [
            "sub": .string(session.userID),
            "rsub": .string(session.userID),
            "iss": .string(issuer),
            "iat": .int(Int(now)),
            "exp": .int(Int((now + settings.accessTokenSeconds).rounded(.up))),
            "tId": "public",
            "sessionHandle": .string(session.handle),
            "refreshTokenHash1": .string(refreshHash),
            "parentRefreshTokenHash1": JSONValue(parentHash),
            "antiCsrfToken": JSONValue(antiCSRFToken),
        ]
        return IssuedTokens(
            accessToken: try await key.sign(claims, header: ["version": "5"]),
            claims: claims,
            refreshToken: refreshToken,
            antiCSRFToken: antiCSRFToken
        )
    }
}

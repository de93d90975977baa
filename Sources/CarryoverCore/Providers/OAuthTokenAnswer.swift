package import FoundationEssentials

/// A token endpoint's successful answer (RFC 6749 §5.1, RFC 8693 §2.2.1).
package struct OAuthTokenAnswer: Sendable {
    package let accessToken: Secret
    package let refreshToken: Secret?
    package let idToken: Secret?
    package let scope: String?
    /// Whether what stands in the access token's place is a refresh token and there is no access token: the standard has
    /// the token that was asked for there, whatever it is (RFC 8693 §2.2.1).
    package let isRefreshTokenAlone: Bool
    /// Whether the access token is bound to the key that the request proved (RFC 9449 §5).
    package let isBound: Bool
    package let expiresIn: Duration?
    /// An absolute expiry, which no standard knows but many files hold.
    package let expiresAt: Date?

    /// Reads an answer, or returns `nil` where there is no access token in it.
    package init?(_ json: JSONObject?) {
        guard let json, let token = json["access_token"]?.string, !token.isEmpty else { return nil }
        func secret(_ name: String) -> Secret? {
            json[name]?.string.flatMap { $0.isEmpty ? nil : Secret($0) }
        }
        accessToken = Secret(token)
        refreshToken = secret("refresh_token")
        idToken = secret("id_token")
        isRefreshTokenAlone =
            json["issued_token_type"]?.string == TokenType.refreshToken.uri
            && (refreshToken == nil || refreshToken == accessToken)
        scope = json["scope"]?.string
        isBound = json["token_type"]?.string?.lowercased() == "dpop"
        let seconds = json["expires_in"].flatMap { $0.double ?? $0.string.flatMap { Double($0) } }
        expiresIn = seconds.flatMap { (0...1e9).contains($0) ? .seconds($0) : nil }
        expiresAt = json["expires_at"].flatMap { LegacyExpiry.date($0) }
    }

    /// The life of the access token from now on: what the answer says, else `exp − iat`, else `exp` against the
    /// server's own `Date`.
    package func lifetime(at time: any TimeSource, serverDate: Date? = nil) -> TokenLifetime? {
        let claims = JWTClaims(unverified: accessToken)
        if let duration = expiresIn ?? claims?.lifetime { return TokenLifetime(duration, from: time) }
        guard let end = claims?.expiresAt ?? expiresAt else { return nil }
        return TokenLifetime(.seconds(end.timeIntervalSince(serverDate ?? time.wall)), from: time)
    }

    /// The life of an access token that was issued some time ago, so that only an absolute expiry counts.
    package func remainingLifetime(at time: any TimeSource) -> TokenLifetime? {
        let claims = JWTClaims(unverified: accessToken)
        if let end = claims?.expiresAt ?? expiresAt {
            return TokenLifetime(.seconds(end.timeIntervalSince(time.wall)), from: time)
        }
        return expiresIn.map { TokenLifetime($0, from: time) }
    }

    /// The session that the answer amounts to; what it leaves out stays as it was before.
    package func session(
        after previous: Session? = nil,
        at time: any TimeSource,
        serverDate: Date? = nil
    ) -> Session {
        let claims = idToken.flatMap { JWTClaims(unverified: $0) } ?? JWTClaims(unverified: accessToken)
        return Session(
            accessToken: accessToken,
            refreshToken: refreshToken ?? previous?.refreshToken,
            issuer: claims?.issuer ?? previous?.issuer,
            subject: claims?.subject ?? previous?.subject,
            scope: scope ?? previous?.scope,
            lifetime: lifetime(at: time, serverDate: serverDate),
            attributes: previous?.attributes ?? [:]
        )
    }
}

import FoundationEssentials

/// An answer that carries a Stytch session: an SDK endpoint's, in its envelope, or a backend's, with or without one.
///
/// The opaque token is the long credential and takes the refresh token's place; the five-minute JWT is the access token.
struct StytchAnswer {
    /// How many seconds the session had left when the server last spoke, by the server's own clock.
    static let remainingSeconds = "session_seconds_left"

    private let json: JSONObject
    private let date: Date?

    /// Reads an answer, or returns `nil` where it is not a success with an object in it.
    init?(_ response: HTTPResponse) {
        guard response.isSuccess, let json = response.jsonObject else { return nil }
        self.json = json["data"]?.object ?? json
        date = response.date
    }

    /// The session after this answer, or `nil` where it holds no JWT.
    func session(after previous: Session?, at time: any TimeSource) -> Session? {
        guard let jwt = secret("session_jwt") else { return nil }
        return session(jwt, after: previous, at: time)
    }

    /// The session of an answer that may hold the opaque token alone; its JWT then has to be fetched first.
    func adopted(at time: any TimeSource) -> Session? {
        guard let token = secret("session_token") else { return nil }
        if let jwt = secret("session_jwt") { return session(jwt, after: nil, at: time).aged(at: time) }
        let session = Session(accessToken: Secret(""), refreshToken: token, subject: subject)
        return session.expired(at: time)
    }

    private func session(_ jwt: Secret, after previous: Session?, at time: any TimeSource) -> Session {
        let claims = JWTClaims(unverified: jwt)
        var attributes = previous?.attributes ?? [:]
        attributes[Self.remainingSeconds] = remaining.map { Secret(String($0)) }
        return Session(
            accessToken: jwt,
            refreshToken: secret("session_token") ?? previous?.refreshToken,
            issuer: claims?.issuer ?? previous?.issuer,
            subject: claims?.subject ?? subject ?? previous?.subject,
            scope: previous?.scope,
            lifetime: lifetime(claims, at: time),
            attributes: attributes
        )
    }

    private var subject: String? { json["user_id"]?.string ?? json["member_id"]?.string }

    private var remaining: Int? {
        let session = (json["session"] ?? json["member_session"])?.object
        guard let end = session?["expires_at"]?.string.flatMap({ RFC3339.date($0) }),
            let now = session?["last_accessed_at"]?.string.flatMap({ RFC3339.date($0) })
        else { return nil }
        return Int(end.timeIntervalSince(now).rounded(.up))
    }

    private func lifetime(_ claims: JWTClaims?, at time: any TimeSource) -> TokenLifetime? {
        if let duration = claims?.lifetime { return TokenLifetime(duration, from: time) }
        guard let end = claims?.expiresAt else { return nil }
        return TokenLifetime(.seconds(end.timeIntervalSince(date ?? time.wall)), from: time)
    }

    private func secret(_ name: String) -> Secret? {
        json[name]?.string.flatMap { $0.isEmpty ? nil : Secret($0) }
    }
}

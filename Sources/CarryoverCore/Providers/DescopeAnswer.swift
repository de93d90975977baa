import FoundationEssentials

/// An answer of Descope: the tokens are in the body or, where the project is set up that way, in cookies.
struct DescopeAnswer {
    /// The names of the cookies that hold the tokens, unless the answer itself names others.
    struct CookieNames: Sendable {
        var session = "DS"
        var refresh = "DSR"
    }

    private let response: HTTPResponse
    private let json: JSONObject

    /// Reads an answer, or returns `nil` where it is not a success with an object in it.
    init?(_ response: HTTPResponse) {
        guard response.isSuccess, let json = response.jsonObject else { return nil }
        self.response = response
        self.json = json
    }

    /// The session after this answer, or `nil` where it holds no session token.
    ///
    /// Without rotation the answer names no refresh token, and the old one stays.
    func session(after previous: Session?, cookies: CookieNames, at time: any TimeSource) -> Session? {
        guard let access = token("sessionJwt", cookie: text("sessionCookieName") ?? cookies.session) else {
            return nil
        }
        let claims = JWTClaims(unverified: access)
        return Session(
            accessToken: access,
            refreshToken: token("refreshJwt", cookie: text("cookieName") ?? cookies.refresh)
                ?? previous?.refreshToken,
            issuer: claims?.issuer ?? previous?.issuer,
            subject: subject(claims) ?? previous?.subject,
            scope: previous?.scope,
            lifetime: lifetime(claims, at: time),
            attributes: previous?.attributes ?? [:]
        )
    }

    /// A JWT template may put something else into `sub`; the user is then in `dsub`.
    private func subject(_ claims: JWTClaims?) -> String? {
        claims?.object["dsub"]?.string ?? claims?.subject ?? json["user"]?.object?["userId"]?.string
    }

    private func lifetime(_ claims: JWTClaims?, at time: any TimeSource) -> TokenLifetime? {
        if let duration = claims?.lifetime { return TokenLifetime(duration, from: time) }
        let announced = json["sessionExpiration"]?.double.flatMap { (1...1e11).contains($0) ? $0 : nil }
        guard let end = claims?.expiresAt ?? announced.map({ Date(timeIntervalSince1970: $0) }) else {
            return nil
        }
        return TokenLifetime(.seconds(end.timeIntervalSince(response.date ?? time.wall)), from: time)
    }

    private func token(_ name: String, cookie: String) -> Secret? {
        (text(name) ?? CookieText.value(of: cookie, in: response.fields.all("Set-Cookie"))).map { Secret($0) }
    }

    /// A string that says something: Descope sends what is not set as an empty one.
    private func text(_ name: String) -> String? {
        json[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}

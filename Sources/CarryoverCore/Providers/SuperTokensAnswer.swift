import FoundationEssentials

/// The session headers that any answer of a SuperTokens backend may carry.
struct SuperTokensAnswer {
    static let antiCSRF = "anti_csrf"
    static let frontToken = "front_token"

    private let response: HTTPResponse
    private let names: SuperTokensNames

    init(_ response: HTTPResponse, _ names: SuperTokensNames = SuperTokensNames()) {
        self.response = response
        self.names = names
    }

    /// Whether the backend says that the session is over.
    ///
    /// An empty token alone clears its slot only, and some proxies drop empty fields: the front token is the
    /// one sign that counts.
    var endsSession: Bool { field(names.frontTokenField) == "remove" }

    /// The session after this answer, or `nil` where it carries no access token with its front token.
    func session(after previous: Session?, mode: SuperTokensProvider.AuthMode, at time: any TimeSource)
        -> Session?
    {
        guard let front = field(names.frontTokenField), front != "remove",
            let claims = Self.frontClaims(front),
            let access = token(mode, field: names.accessTokenField, cookie: names.accessTokenCookie)
        else { return nil }
        let accessToken = Secret(access)
        let jwt = JWTClaims(unverified: accessToken)
        var attributes = previous?.attributes ?? [:]
        attributes[Self.frontToken] = Secret(front)
        if let token = field(names.antiCSRFField) { attributes[Self.antiCSRF] = Secret(token) }
        return Session(
            accessToken: accessToken,
            refreshToken: token(mode, field: names.refreshTokenField, cookie: names.refreshTokenCookie)
                .map { Secret($0) } ?? previous?.refreshToken,
            issuer: jwt?.issuer ?? previous?.issuer,
            subject: claims["uid"]?.string ?? jwt?.subject ?? previous?.subject,
            scope: previous?.scope,
            lifetime: lifetime(jwt, claims, at: time),
            attributes: attributes
        )
    }

    private func lifetime(_ jwt: JWTClaims?, _ front: JSONObject, at time: any TimeSource) -> TokenLifetime? {
        if let duration = jwt?.lifetime { return TokenLifetime(duration, from: time) }
        guard let milliseconds = front["ate"]?.double, (0...1e15).contains(milliseconds) else { return nil }
        let end = Date(timeIntervalSince1970: milliseconds / 1000)
        return TokenLifetime(.seconds(end.timeIntervalSince(response.date ?? time.wall)), from: time)
    }

    private func token(_ mode: SuperTokensProvider.AuthMode, field name: String, cookie: String) -> String? {
        switch mode {
        case .header: field(name)
        case .cookie: CookieText.value(of: cookie, in: response.fields.all("Set-Cookie"))
        }
    }

    private func field(_ name: String) -> String? {
        response.fields[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The content of a front token: base64 of a JSON object that names the user and the expiry.
    static func frontClaims(_ token: String) -> JSONObject? {
        guard token.utf8.count <= 64 << 10, let bytes = Base64URL.decode(token) else { return nil }
        return (try? JSONValue(parsing: bytes))?.object
    }
}

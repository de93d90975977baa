import Foundation

extension DescopeServer {
    /// Signs a refresh token for a session.
    func refreshToken(for session: DescopeSession) async throws -> String {
        try await sign(kind: "DSR", subject: session.userID, until: session.expiresAt)
    }

    /// Signs a token of either kind.
    func sign(
        kind: String,
        subject: String,
        until end: Date,
        extra: [String: JSONValue] = [:]
    ) async throws -> String {
        let fraction = settings.fractionalTimes ? 0.25 : 0
        func number(_ date: Date) -> JSONValue {
            let seconds = date.timeIntervalSince1970.rounded(.down)
            return fraction == 0 ? .int(Int(seconds)) : .double(seconds + fraction)
        }
        var claims: [String: JSONValue] = [
            "sub": .string(subject), "iss": .string(issuer), "iat": number(clock.now), "exp": number(end),
            "drn": .string(kind),
            // Two tokens of one second must differ.
            "jti": .string(identifiers.uuid()),
        ]
        claims.merge(extra) { _, extra in extra }
        return try await key.sign(claims)
    }

    /// The answer that carries a session's tokens.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - refreshToken: The refresh token to send, or `nil` where the old one stays.
    ///   - isFirst: Whether the user was never seen before.
    ///   - tellsUser: Whether this kind of answer tells who the user is at all.
    ///   - outcome: The word for the ledger.
    func answer(
        _ session: DescopeSession,
        refreshToken: String?,
        isFirst: Bool,
        tellsUser: Bool,
        outcome: String
    ) async throws -> Answer {
        let (settings, now) = (settings, clock.now)
        // A session token never outlives the refresh token.
        let end = min(now.addingTimeInterval(settings.sessionSeconds), session.expiresAt)
        let sessionToken = try await sign(
            kind: "DS",
            subject: session.userID,
            until: end,
            extra: ["rexp": .string(Self.dateText(session.expiresAt)), "amr": ["pwd"]]
        )
        let isSessionInCookie = settings.sessionTokenIn == .cookie
        let isRefreshInCookie = settings.refreshTokenIn == .cookie
        let left = Int(session.expiresAt.timeIntervalSince(now))
        var members: [String: JSONValue] = [
            "sessionJwt": .string(isSessionInCookie ? "" : sessionToken),
            "refreshJwt": .string(isRefreshInCookie ? "" : refreshToken ?? ""),
            "cookieDomain": "", "cookiePath": "/", "cookieMaxAge": .int(left),
            "cookieExpiration": .int(Int(session.expiresAt.timeIntervalSince1970)),
            "cookieName": .string(settings.namesCookies ? settings.refreshCookie : ""),
            "sessionCookieName": .string(settings.namesCookies ? settings.sessionCookie : ""),
            "sessionCookieDomain": "", "sessionExpiration": .int(Int(end.timeIntervalSince1970)),
            "nextRefreshSeconds": .int(settings.nextRefreshSeconds), "externalToken": "",
            "trustedDeviceJwt": "", "tenantSSOID": "", "claims": [:],
        ]
        if tellsUser {
            members["firstSeen"] = .bool(isFirst)
            if settings.tellsUser { members["user"] = .object(user(of: session)) }
        }
        var answer = Answer.json(.object(members), outcome: outcome)
        if isSessionInCookie {
            setCookie(settings.sessionCookie, "DS", sessionToken, Int(end.timeIntervalSince(now)), &answer)
        }
        if isRefreshInCookie, let refreshToken {
            setCookie(settings.refreshCookie, "DSR", refreshToken, left, &answer)
        }
        return answer
    }

    /// The answer that takes a session's tokens away.
    func cleared(outcome: String) -> Answer {
        let settings = settings
        var answer = Answer.json(
            [
                "sessionJwt": "", "refreshJwt": "", "cookieDomain": "", "cookiePath": "/", "cookieMaxAge": 0,
                "cookieExpiration": 0, "cookieName": "", "sessionCookieName": "", "sessionCookieDomain": "",
                "firstSeen": false, "sessionExpiration": 0,
            ],
            outcome: outcome
        )
        if settings.sessionTokenIn == .cookie { setCookie(settings.sessionCookie, "DS", "", 0, &answer) }
        if settings.refreshTokenIn == .cookie { setCookie(settings.refreshCookie, "DSR", "", 0, &answer) }
        return answer
    }

    private func setCookie(
        _ name: String,
        _ usual: String,
        _ value: String,
        _ seconds: Int,
        _ answer: inout Answer
    ) {
        answer.headers.add(
            "set-cookie",
            "\(name.isEmpty ? usual : name)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; Secure; SameSite=Strict"
        )
    }

    private static func dateText(_ date: Date) -> String {
        date.formatted(.iso8601)
    }
}

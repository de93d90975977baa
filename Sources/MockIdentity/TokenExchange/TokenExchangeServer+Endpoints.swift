import Foundation
import Synchronization

extension TokenExchangeServer {
    /// The token endpoint.
    func token(_ call: Call) async throws -> Answer {
        let form = try form(of: call)
        switch form["grant_type"] {
        case Self.exchangeGrant: return try await exchange(form, key: try thumbprint(of: call))
        case "refresh_token": return try await refresh(form, key: try thumbprint(of: call))
        case nil: throw OAuthFailure.invalidRequest("grant_type is missing")
        default:
            throw OAuthFailure(
                code: "unsupported_grant_type",
                description: "No such grant.",
                outcome: "bad-request"
            )
        }
    }

    /// The revocation endpoint.
    func revoke(_ call: Call) async throws -> Answer {
        let form = try form(of: call)
        guard let token = form["token"], !token.isEmpty else {
            throw OAuthFailure.invalidRequest("token is missing")
        }
        if sessions.withLock({ $0.revoke(refreshToken: token) }) {
            return Answer(status: 200, outcome: "revoked")
        }
        if let claims = await claims(of: token) {
            guard settings.revokesAccessTokens else {
                throw OAuthFailure(
                    code: "unsupported_token_type",
                    description: "Not access tokens.",
                    outcome: "unsupported-token-type"
                )
            }
            sessions.withLock { $0.revoke(accessTokenID: claims.string("jti") ?? "") }
            return Answer(status: 200, outcome: "access-token-revoked")
        }
        // RFC 7009 §2.2: an unknown token is what the client wanted it to be.
        return Answer(status: 200, outcome: "unknown-token")
    }

    private func exchange(_ form: [String: String], key: String?) async throws -> Answer {
        let settings = settings
        guard let token = form["subject_token"], !token.isEmpty else {
            throw OAuthFailure.invalidRequest("subject_token is missing")
        }
        guard form["actor_token"] == nil, form["actor_token_type"] == nil else {
            throw OAuthFailure.invalidRequest("actors are not supported")
        }
        let subject = try await subject(of: token, type: form["subject_token_type"] ?? "")
        if settings.unknownSubjects.contains(subject) {
            throw OAuthFailure(code: "invalid_grant", description: "No such user.", outcome: "user-unknown")
        }
        let targets = [form["audience"], form["resource"]].compactMap { $0 }
        guard settings.targets.isEmpty || targets.allSatisfy({ settings.targets.contains($0) }) else {
            throw OAuthFailure(
                code: "invalid_target",
                description: "No such target.",
                outcome: "target-refused"
            )
        }
        let scopes = form["scope"]?.split(separator: " ").map(String.init) ?? settings.scopes
        guard scopes.allSatisfy({ settings.scopes.contains($0) }) else {
            throw OAuthFailure(code: "invalid_scope", description: "No such scope.", outcome: "scope-refused")
        }
        let requested = try requestedToken(form["requested_token_type"])
        let now = clock.now
        let session = ExchangedSession(
            id: identifiers.uuid(),
            subject: subject,
            scope: scopes.joined(separator: " "),
            audience: targets,
            createdAt: now,
            legacyFingerprint: Fingerprint.of(token),
            keyThumbprint: key
        )
        let givesRefreshToken =
            switch settings.refreshTokens {
            case .always: true
            case .never: false
            case .onRequest, .inPlace: requested == "refresh_token"
            }
        let refreshToken = givesRefreshToken ? makeRefreshToken() : nil
        let end = now.addingTimeInterval(settings.refreshTokenSeconds)
        sessions.withLock { $0.open(session, refreshToken: refreshToken, until: end) }
        if settings.refreshTokens == .inPlace, let refreshToken {
            return Self.answer(refreshTokenAlone: refreshToken)
        }
        return try await answer(
            session,
            refreshToken: refreshToken,
            issued: requested == "refresh_token" && refreshToken != nil ? requested : "access_token",
            outcome: "session-created"
        )
    }

    /// The kind of token that is asked for: one of those that are given here.
    private func requestedToken(_ type: String?) throws -> String {
        guard let type else { return "access_token" }
        guard let kind = ["access_token", "refresh_token"].first(where: { type == Self.tokenType + $0 })
        else {
            throw OAuthFailure.invalidRequest("requested_token_type is unknown")
        }
        return kind
    }

    private static func answer(refreshTokenAlone token: String) -> Answer {
        var answer = Answer.json(
            [
                "access_token": .string(token), "issued_token_type": .string(tokenType + "refresh_token"),
                "token_type": "N_A",
            ],
            outcome: "session-created"
        )
        answer.headers.set("cache-control", "no-store")
        return answer
    }

    private func refresh(_ form: [String: String], key: String?) async throws -> Answer {
        let settings = settings
        guard let token = form["refresh_token"], !token.isEmpty else {
            throw OAuthFailure.invalidRequest("refresh_token is missing")
        }
        // The refresh token of a public client is bound to the key as well (RFC 9449 §5).
        if let bound = sessions.withLock({ $0.keyThumbprint(ofRefreshToken: token) }), bound != key {
            throw OAuthFailure(code: "invalid_grant", description: "Another key.", outcome: "key-refused")
        }
        let replacement = settings.rotation ? makeRefreshToken() : nil
        let now = clock.now
        let end = now.addingTimeInterval(settings.refreshTokenSeconds)
        switch sessions.withLock({ $0.refresh(token, replacement: replacement, until: end, at: now) }) {
        case .accepted(let session):
            return try await answer(
                session,
                refreshToken: replacement,
                issued: nil,
                outcome: "refreshed"
            )
        case .reused:
            throw OAuthFailure(
                code: "invalid_grant",
                description: "Token was spent.",
                outcome: "token-reused"
            )
        case .unknown:
            throw OAuthFailure(
                code: "invalid_grant",
                description: "Unknown token.",
                outcome: "refresh-refused"
            )
        }
    }

    /// Says whose a token of the old provider is, by what it claims to be (RFC 8693 §3).
    private func subject(of token: String, type: String) async throws -> String {
        if !settings.subjectTokenType.isEmpty {
            guard type == settings.subjectTokenType else {
                throw OAuthFailure.invalidRequest("subject_token_type is unknown")
            }
            if let subject = legacySubject(token) { return subject }
            return try await subject(of: token)
        }
        switch type.hasPrefix(Self.tokenType) ? String(type.dropFirst(Self.tokenType.count)) : "" {
        case "access_token", "id_token", "jwt":
            return try await subject(of: token)
        case "refresh_token":
            guard let subject = legacySubject(token) else { throw refused("token-refused-unknown") }
            return subject
        default: throw OAuthFailure.invalidRequest("subject_token_type is missing or unknown")
        }
    }

    private func subject(of token: String) async throws -> String {
        do {
            return try await legacyTokens.verify(token).subject ?? ""
        } catch TokenFailure.keysUnavailable {
            throw OAuthFailure(
                code: "temporarily_unavailable",
                description: "Try again later.",
                status: 503,
                outcome: "keys-unavailable"
            )
        } catch let failure as TokenFailure {
            throw refused("token-refused-\(failure.rawValue)")
        }
    }

    private func refused(_ outcome: String) -> OAuthFailure {
        OAuthFailure(code: settings.refusal, description: "The subject token is not valid.", outcome: outcome)
    }

    /// Reads a form in the name of the client.
    private func form(of call: Call) throws -> [String: String] {
        let settings = settings
        // Unlike the old provider, this one takes nothing but forms (RFC 6749 §4).
        guard
            call.headers["content-type"]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
        else {
            throw OAuthFailure.invalidRequest("a form is expected")
        }
        guard
            settings.clientAuth.accepts(
                call,
                clientID: settings.clientID,
                clientSecret: settings.clientSecret
            )
        else {
            throw OAuthFailure(
                code: "invalid_client",
                description: "Client authentication failed.",
                status: 401,
                outcome: "invalid-client"
            )
        }
        return call.fields
    }

    private func makeRefreshToken() -> String { "rt." + identifiers.base64URL(33) }

    private func answer(
        _ session: ExchangedSession,
        refreshToken: String?,
        issued: String?,
        outcome: String
    ) async throws -> Answer {
        let now = Int(clock.now.timeIntervalSince1970)
        let seconds = Int(settings.accessTokenSeconds)
        var claims: [String: JSONValue] = [
            "iss": .string(issuer), "sub": .string(session.subject), "client_id": .string(settings.clientID),
            "aud": .array(session.audience.map { .string($0) }), "iat": .int(now), "exp": .int(now + seconds),
            "scope": .string(session.scope), "sid": .string(session.id), "jti": .string(identifiers.uuid()),
        ]
        if let thumbprint = session.keyThumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        let accessToken = try await key.sign(claims)
        var members: [String: JSONValue] = [
            "access_token": .string(accessToken),
            "token_type": session.keyThumbprint == nil ? "Bearer" : "DPoP",
            "expires_in": .int(seconds),
            "scope": .string(session.scope),
        ]
        members["issued_token_type"] = issued.map { .string(Self.tokenType + $0) }
        members["refresh_token"] = refreshToken.map { .string($0) }
        var answer = Answer.json(.object(members), outcome: outcome)
        answer.headers.set("cache-control", "no-store")
        return answer
    }
}

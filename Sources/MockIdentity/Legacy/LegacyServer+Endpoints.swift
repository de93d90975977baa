import Foundation
import Synchronization

extension LegacyServer {
    /// The token endpoint; it knows the refresh grant only (RFC 6749 §6).
    func token(_ call: Call) async throws -> Answer {
        let settings = settings
        let fields = call.fields
        guard
            settings.tokenClientAuth.accepts(
                call,
                clientID: settings.clientID,
                clientSecret: settings.clientSecret
            )
        else { return invalidClient(call) }
        guard fields["grant_type"] == "refresh_token" else {
            return .oauthError(
                "unsupported_grant_type",
                "Only refresh_token.",
                status: 400,
                outcome: "bad-request"
            )
        }
        guard let token = fields["refresh_token"], !token.isEmpty else {
            return .oauthError(
                "invalid_request",
                "Missing refresh_token.",
                status: 400,
                outcome: "bad-request"
            )
        }
        if settings.requiresMFA { return mfaRequired() }
        let replacement = "v1." + identifiers.base64URL(33)
        let now = clock.now
        let decision = sessions.withLock {
            $0.refresh(token, replacement: replacement, settings: settings, at: now)
        }
        switch decision {
        case .rotated(let session):
            return try await tokenAnswer(session, refreshToken: replacement, outcome: "refreshed")
        case .acceptedAgain(let session):
            return try await tokenAnswer(session, refreshToken: replacement, outcome: "refreshed-again")
        case .kept(let session):
            return try await tokenAnswer(session, refreshToken: nil, outcome: "refreshed")
        case .reuseDetected:
            return invalidGrant("token-reuse")
        case .ended:
            return invalidGrant("session-ended")
        case .expired:
            return invalidGrant("token-expired")
        case .unknown:
            return invalidGrant("unknown-token")
        }
    }

    /// The revocation endpoint (RFC 7009).
    func revoke(_ call: Call) async -> Answer {
        let settings = settings
        guard
            settings.revokeClientAuth.accepts(
                call,
                clientID: settings.clientID,
                clientSecret: settings.clientSecret
            )
        else { return invalidClient(call) }
        guard let token = call.fields["token"], !token.isEmpty else {
            return .oauthError("invalid_request", "Missing token.", status: 400, outcome: "bad-request")
        }
        if let session = sessions.withLock({ $0.revoke(refreshToken: token) }) {
            return Answer(status: 200, outcome: session.state == .active ? "revoked" : "already-revoked")
        }
        if let claims = try? await verify(accessToken: token), let id = claims.string("jti") {
            sessions.withLock { $0.revoke(accessTokenID: id) }
            return Answer(status: 200, outcome: "access-token-revoked")
        }
        // RFC 7009 §2.2: an unknown token is what the client wanted it to be.
        return Answer(status: 200, outcome: "unknown-token")
    }

    /// The user information endpoint (OpenID Connect Core §5.3).
    func userInfo(_ call: Call) async -> Answer {
        guard let token = call.bearerToken else {
            return unauthorized("missing-token", challenge: "Bearer")
        }
        guard let claims = try? await verify(accessToken: token) else {
            return unauthorized("invalid-token", challenge: "Bearer error=\"invalid_token\"")
        }
        return .json(
            [
                "sub": JSONValue(claims.subject),
                "email": JSONValue(claims.string("email")),
                "email_verified": true,
            ],
            outcome: "user-info"
        )
    }

    private func tokenAnswer(_ session: LegacySession, refreshToken: String?, outcome: String) async throws
        -> Answer
    {
        let tokens = try await tokens(for: session, refreshToken: refreshToken)
        var answer = Answer.json(try tokens.wire, outcome: outcome)
        answer.headers.set("cache-control", "no-store")
        return answer
    }

    private func invalidGrant(_ outcome: String) -> Answer {
        .oauthError(
            "invalid_grant",
            "Unknown or invalid refresh token.",
            status: settings.invalidGrantStatus,
            outcome: outcome
        )
    }

    /// What Auth0 says; the refresh token stays what it is.
    private func mfaRequired() -> Answer {
        .json(
            [
                "error": "mfa_required",
                "error_description": "Multifactor authentication required",
                "mfa_token": .string("Fe26.2*" + identifiers.base64URL(33)),
            ],
            status: 403,
            outcome: "mfa-required"
        )
    }

    private func invalidClient(_ call: Call) -> Answer {
        var answer = Answer.oauthError(
            "invalid_client",
            "Client authentication failed.",
            status: 401,
            outcome: "invalid-client"
        )
        if call.headers["authorization"] != nil {
            answer.headers.set("www-authenticate", "Basic realm=\"legacy\"")
        }
        return answer
    }

    private func unauthorized(_ outcome: String, challenge: String) -> Answer {
        var answer = Answer.json(["error": "invalid_token"], status: 401, outcome: outcome)
        answer.headers.set("www-authenticate", challenge)
        return answer
    }
}

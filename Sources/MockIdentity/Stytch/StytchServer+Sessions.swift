import Foundation
import Synchronization

extension StytchServer {
    /// Notes that a session is in use, and gives a new JWT for it.
    func authenticate(_ call: Call, _ vertical: StytchVertical) async throws -> Answer {
        let settings = settings
        guard let token = try sdkToken(of: call) else { throw StytchFailure.unauthorized }
        let minutes = try minutes(in: body(of: call), most: settings.maximumMinutes)
        let replacement = settings.rotatesTokens ? makeToken() : nil
        let now = clock.now
        let session = sessions.withLock {
            $0.authenticate(token, vertical, minutes: minutes, replacement: replacement, at: now)
        }
        guard let session else { throw deadSession }
        let members = try await members(of: session, token: replacement ?? token)
        return enveloped(members, outcome: minutes == nil ? "authenticated" : "prolonged")
    }

    /// Ends the session that asks for it.
    func revoke(_ call: Call, _ vertical: StytchVertical) throws -> Answer {
        guard let token = try sdkToken(of: call) else { throw StytchFailure.unauthorized }
        _ = try body(of: call)
        let now = clock.now
        let isRevoked = sessions.withLock { sessions in
            guard let session = sessions.session(of: token, vertical, at: now) else { return false }
            sessions.remove(session.id)
            return true
        }
        guard isRevoked else { throw deadSession }
        return enveloped([:], outcome: "revoked")
    }

    /// Verifies a session's JWT, or returns `nil` where it is no good.
    func claims(of jwt: String) async -> Claims? {
        guard let claims = try? await key.verifier.verify(jwt), claims.string("iss") == issuer,
            claims.members["aud"]?.array?.contains(.string(settings.projectID)) == true,
            let expiry = claims.number("exp"), expiry > clock.now.timeIntervalSince1970
        else { return nil }
        return claims
    }

    /// Opens a session and returns what an answer tells of it.
    func open(
        _ email: String,
        _ vertical: StytchVertical,
        legacyToken: String,
        minutes: Int,
        factor: String
    ) async throws -> [String: JSONValue] {
        let (now, token) = (clock.now, makeToken())
        let session = StytchSession(
            id: "\(vertical.sessionPrefix)-test-\(identifiers.uuid())",
            vertical: vertical,
            userID: userID(email, vertical),
            email: email,
            legacyFingerprint: Fingerprint.of(legacyToken),
            factor: factor,
            startedAt: now,
            lastAccessedAt: now,
            expiresAt: now.addingTimeInterval(Double(minutes) * 60),
            tokenHash: Fingerprint.sha256(token)
        )
        sessions.withLock { $0.create(session) }
        return try await members(of: session, token: token)
    }

    /// 33 bytes, which are 44 characters.
    private func makeToken() -> String { identifiers.base64URL(33) }

    /// The same address is the same user.
    func userID(_ email: String, _ vertical: StytchVertical) -> String {
        "\(vertical.userPrefix)-test-\(Fingerprint.of(email))"
    }

    func user(_ email: String, _ vertical: StytchVertical) -> [String: JSONValue] {
        switch vertical {
        case .consumer:
            [
                "user_id": .string(userID(email, vertical)), "status": "active", "phone_numbers": [],
                "emails": [["email_id": "email-test-1", "email": .string(email), "verified": true]],
                "webauthn_registrations": [], "providers": [], "totps": [], "crypto_wallets": [],
                "biometric_registrations": [], "is_locked": false, "roles": ["stytch_user"],
            ]
        case .b2b:
            [
                "member_id": .string(userID(email, vertical)), "email_address": .string(email),
                "status": "active",
                "organization_id": .string(settings.organizationID), "roles": [],
            ]
        }
    }

    private func members(of session: StytchSession, token: String) async throws -> [String: JSONValue] {
        let vertical = session.vertical
        var members: [String: JSONValue] = [
            vertical.sessionName: .object(description(of: session)),
            "session_token": .string(token),
            "session_jwt": .string(try await jwt(of: session)),
            "\(vertical.userPrefix)_id": .string(session.userID),
            vertical.userPrefix: .object(user(session.email, vertical)),
        ]
        if vertical == .b2b {
            members["organization"] = [
                "organization_id": .string(settings.organizationID), "organization_slug": "mock",
            ]
        }
        return members
    }

    private func description(of session: StytchSession) -> [String: JSONValue] {
        let vertical = session.vertical
        var factor: [String: JSONValue] = [
            "type": .string(session.factor), "last_authenticated_at": timestamp(session.startedAt),
        ]
        if session.factor == "imported" { factor["delivery_method"] = "imported_auth0" }
        var members: [String: JSONValue] = [
            "\(vertical.sessionName)_id": .string(session.id),
            "\(vertical.userPrefix)_id": .string(session.userID),
            "started_at": timestamp(session.startedAt),
            "last_accessed_at": timestamp(session.lastAccessedAt),
            "expires_at": timestamp(session.expiresAt),
            "authentication_factors": [.object(factor)],
            "custom_claims": [:],
            "roles": ["stytch_user"],
        ]
        if vertical == .consumer {
            members["attributes"] = ["ip_address": "", "user_agent": ""]
        } else {
            members["organization_id"] = .string(settings.organizationID)
            members["organization_slug"] = "mock"
        }
        return members
    }

    private func jwt(of session: StytchSession) async throws -> String {
        let settings = settings
        let now = Int(clock.now.timeIntervalSince1970)
        var inner = description(of: session)
        inner["id"] = .string(session.id)
        var claims: [String: JSONValue] = [
            "iss": .string(issuer), "aud": [.string(settings.projectID)], "sub": .string(session.userID),
            "iat": .int(now), "nbf": .int(now), "exp": .int(now + Int(settings.jwtSeconds)),
            "https://stytch.com/session": .object(inner),
            // Two tokens of one second must differ.
            "authentications": .int(session.authentications),
        ]
        if session.vertical == .b2b {
            claims["https://stytch.com/organization"] = [
                "organization_id": .string(settings.organizationID), "slug": "mock",
            ]
        }
        return try await key.sign(claims)
    }
}

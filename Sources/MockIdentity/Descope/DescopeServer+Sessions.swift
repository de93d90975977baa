import Foundation
import Synchronization

extension DescopeServer {
    /// Ends the session of a refresh token, or all sessions of its user.
    func logOut(_ call: Call, everywhere: Bool) async throws -> Answer {
        guard let token = try credential(of: call).second else { throw DescopeFailure.missingArguments }
        _ = try body(of: call)
        let session = try await session(of: token)
        sessions.withLock { $0.logOut(session, everywhere: everywhere) }
        return cleared(outcome: everywhere ? "logged-out-everywhere" : "logged-out")
    }

    /// Tells who the user is: the bare object.
    func me(_ call: Call) async throws -> Answer {
        guard let token = try credential(of: call).second else { throw DescopeFailure.missingArguments }
        return .json(.object(user(of: try await session(of: token))), outcome: "user")
    }

    /// Tells what a session token says.
    func validate(_ call: Call) async throws -> Answer {
        guard let token = try credential(of: call).second else { throw DescopeFailure.missingArguments }
        guard let claims = await claims(of: token, kind: "DS") else { throw DescopeFailure.invalidToken }
        return .json(["parsedJWT": .object(claims.members)], outcome: "validated")
    }

    /// Returns the session of a refresh token that is current.
    ///
    /// - Throws: ``DescopeFailure``.
    func session(of token: String) async throws -> DescopeSession {
        let (settings, now) = (settings, clock.now)
        guard await claims(of: token, kind: "DSR") != nil else { throw DescopeFailure.invalidToken }
        return try Self.session(sessions.withLock { $0.look(token, settings: settings, at: now) })
    }

    /// Returns the session of a decision that allows to go on.
    ///
    /// - Throws: ``DescopeFailure``.
    static func session(_ decision: DescopeSessions.Decision) throws -> DescopeSession {
        switch decision {
        case .live(let session), .liveAgain(let session): return session
        case .reused: throw DescopeFailure.reused
        case .loggedOut: throw DescopeFailure.loggedOut
        case .unknown: throw DescopeFailure.invalidToken
        }
    }

    /// Verifies a token's signature, issuer, kind and expiry.
    func claims(of token: String, kind: String) async -> Claims? {
        guard let claims = try? await key.verifier.verify(token), claims.string("iss") == issuer,
            claims.string("drn") == kind, let expiry = claims.number("exp"),
            expiry > clock.now.timeIntervalSince1970
        else { return nil }
        return claims
    }

    /// Everything that is told of a user; what is not set is an empty string.
    func user(of session: DescopeSession) -> [String: JSONValue] {
        [
            "userId": .string(session.userID), "loginIds": [.string(session.loginID)], "status": "enabled",
            "createdTime": .int(Int(session.createdAt.timeIntervalSince1970)), "name": "",
            "email": .string(session.loginID),
            "phone": "", "verifiedEmail": true, "verifiedPhone": false, "givenName": "", "middleName": "",
            "familyName": "", "picture": "", "test": false, "roleNames": [], "permissions": [],
            "userTenants": [],
            "ssoAppIds": [], "externalIds": [.string(session.loginID)], "customAttributes": [:],
            "TOTP": false,
            "SAML": false, "SCIM": false, "OIDC": false, "OAuth": [:], "webauthn": false, "password": false,
            "push": false, "editable": true,
        ]
    }
}

import Foundation
import Synchronization

extension SuperTokensServer {
    /// Verifies a request's session as the SDK does.
    ///
    /// - Parameters:
    ///   - call: The request.
    ///   - checkDatabase: Whether the database is asked in any case.
    func verify(_ call: Call, checkDatabase: Bool = false) async throws -> SessionVerification {
        let settings = settings
        // An access token in the header goes before a cookie.
        let candidates: [(String?, TransferMode)] = [
            (call.bearerToken, .header), (call.cookies[settings.accessTokenCookie], .cookie),
        ]
        var found: (token: String, mode: TransferMode)?
        for case (let token?, let mode) in candidates where found == nil && isOurs(token) {
            found = (token, mode)
        }
        guard let (token, mode) = found else { return .none }
        guard let claims = try? await key.verifier.verify(token),
            let expiry = claims.number("exp"), expiry > clock.now.timeIntervalSince1970,
            let handle = claims.string("sessionHandle"), let userID = claims.subject,
            let tokenHash = claims.string("refreshTokenHash1")
        else { return .tryRefresh }
        if mode == .cookie, settings.antiCSRFViaToken, call.method != "GET",
            let expected = claims.string("antiCsrfToken"), call.headers[settings.antiCSRFHeader] != expected
        {
            return .tryRefresh
        }
        let parentHash = settings.cdi56 ? nil : claims.string("parentRefreshTokenHash1")
        guard parentHash != nil || checkDatabase || settings.checkDatabase else {
            return .valid(SessionVisit(handle: handle, userID: userID, mode: mode, replacement: nil))
        }
        let now = clock.now
        let decision = sessions.withLock {
            $0.verify(
                handle: handle,
                tokenHash: tokenHash,
                parentHash: parentHash,
                settings: settings,
                at: now
            )
        }
        switch decision {
        case .unauthorised:
            return .revoked(mode)
        case .valid:
            return .valid(SessionVisit(handle: handle, userID: userID, mode: mode, replacement: nil))
        case .promoted(let session):
            let tokens = try await issue(
                session,
                refreshToken: nil,
                refreshHash: tokenHash,
                parentHash: nil,
                antiCSRFToken: claims.string("antiCsrfToken")
            )
            return .valid(SessionVisit(handle: handle, userID: userID, mode: mode, replacement: tokens))
        }
    }

    /// Returns the answer to a request without a valid session, or `nil` if it has one.
    func refusal(of verification: SessionVerification) -> Answer? {
        let status = settings.sessionExpiredStatus
        switch verification {
        case .valid:
            return nil
        case .none:
            return .json(
                ["message": "unauthorised"],
                status: status,
                outcome: "no-session"
            )
        case .tryRefresh:
            return .json(["message": "try refresh token"], status: status, outcome: "try-refresh-token")
        case .revoked(let mode):
            var answer = Answer.json(
                ["message": "unauthorised"],
                status: status,
                outcome: "session-revoked"
            )
            sessionHeaders.clear([mode], on: &answer)
            return answer
        }
    }

    /// Returns whether a token has the shape of this provider's access tokens, whoever signed it.
    private func isOurs(_ token: String) -> Bool {
        guard let unverified = UnverifiedToken(token) else { return false }
        return unverified.claims.string("sessionHandle") != nil && unverified.claims.subject != nil
            && unverified.claims.string("refreshTokenHash1") != nil
    }
}

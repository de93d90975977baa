import Foundation
import Synchronization

extension SuperTokensServer {
    /// Gives new tokens for a refresh token.
    func refresh(_ call: Call) async throws -> Answer {
        let settings = settings
        guard let (token, mode) = refreshToken(of: call) else { return refused("missing-token") }
        let hash = Fingerprint.sha256(token)
        if mode == .cookie, settings.antiCSRFViaToken,
            let expected = sessions.withLock({ $0.antiCSRFToken(ofRefreshToken: hash) }),
            call.headers[settings.antiCSRFHeader] != expected
        {
            return refused("anti-csrf-missing")
        }
        let child = makeRefreshToken()
        let childHash = Fingerprint.sha256(child)
        let now = clock.now
        let antiCSRFToken = makeAntiCSRFToken(mode)
        let decision = sessions.withLock {
            $0.refresh(hash, child: childHash, antiCSRFToken: antiCSRFToken, settings: settings, at: now)
        }
        switch decision {
        case .unauthorised:
            return refused("refresh-refused")
        case .theft:
            return refused("token-theft", message: "token theft detected")
        case .accepted(let session, let parentHash):
            let tokens = try await issue(
                session,
                refreshToken: child,
                refreshHash: childHash,
                parentHash: parentHash,
                antiCSRFToken: antiCSRFToken
            )
            var answer = Answer.json([:], outcome: "refreshed")
            sessionHeaders.set(tokens, mode: mode, on: &answer)
            return answer
        }
    }

    /// Ends the session of an access token.
    func signOut(_ call: Call) async throws -> Answer {
        let verification = try await verify(call)
        guard case .valid(let visit) = verification else {
            return refusal(of: verification) ?? .notFound()
        }
        sessions.withLock { _ = $0.remove(visit.handle) }
        var answer = Answer.json(["status": "OK"], outcome: "signed-out")
        // Cookies come as lines of their own: a replacement may stand before the clearing one, and the last wins.
        if visit.mode == .cookie {
            visit.apply(to: &answer, headers: sessionHeaders)
        }
        sessionHeaders.clear([visit.mode], on: &answer)
        return answer
    }

    /// Returns a new anti-CSRF token where the mode and the settings ask for one.
    func makeAntiCSRFToken(_ mode: TransferMode) -> String? {
        mode == .cookie && settings.antiCSRFViaToken ? identifiers.uuid() : nil
    }

    private func refreshToken(of call: Call) -> (String, TransferMode)? {
        // The scheme is compared letter by letter here, unlike elsewhere in HTTP: so does the genuine backend.
        if let header = call.headers["authorization"], header.hasPrefix("Bearer ") {
            return (String(header.dropFirst("Bearer ".count)), .header)
        }
        return call.cookies[settings.refreshTokenCookie].map { ($0, .cookie) }
    }

    private func refused(_ outcome: String, message: String = "unauthorised") -> Answer {
        var answer = Answer.json(
            ["message": .string(message)],
            status: settings.sessionExpiredStatus,
            outcome: outcome
        )
        sessionHeaders.clear([.header, .cookie], on: &answer)
        return answer
    }
}

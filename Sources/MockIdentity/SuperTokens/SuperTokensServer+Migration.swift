import Foundation
import Synchronization

extension SuperTokensServer {
    /// Exchanges an old provider's token for a session.
    func migrate(_ call: Call, errors: MigrationErrors) async throws -> Answer {
        let settings = settings
        guard settings.migrationEnabled else { return .notFound() }
        let idempotencyKey = call.headers["idempotency-key"]
        if settings.strictIdempotency, idempotencyKey.flatMap(UUID.init(uuidString:)) == nil {
            return .json(
                ["status": "INVALID_IDEMPOTENCY_KEY"],
                status: 401,
                outcome: "idempotency-key-missing"
            )
        }
        let json = call.json
        guard
            let token = call.bearerToken ?? json?["access_token"]?.string
                ?? json?["body"]?["access_token"]?.string
        else { return errors.missingToken() }

        let claims: Claims
        do {
            claims = try await legacyTokens.verify(token)
        } catch TokenFailure.keysUnavailable {
            return .json(["message": "internal error"], status: 500, outcome: "keys-unavailable")
        } catch let failure as TokenFailure {
            return errors.refused(failure)
        }
        guard let subject = claims.subject else { return errors.refused(.subject) }
        if settings.unknownSubjects.contains(subject) {
            return .json(["status": "OK"], outcome: "user-unknown")
        }
        let mode: TransferMode = call.headers["st-auth-mode"]?.lowercased() == "cookie" ? .cookie : .header
        return try await open(
            subject: subject,
            legacyToken: token,
            key: settings.idempotent ? idempotencyKey : nil,
            mode: mode,
            call: call
        )
    }

    private func open(
        subject: String,
        legacyToken: String,
        key: String?,
        mode: TransferMode,
        call: Call
    ) async throws -> Answer {
        let now = clock.now
        let refreshToken = makeRefreshToken()
        let session = SuperTokensSession(
            handle: identifiers.uuid(),
            userID: subject,
            createdAt: now,
            legacyFingerprint: Fingerprint.of(legacyToken),
            currentHash: Fingerprint.sha256(refreshToken),
            expiresAt: now.addingTimeInterval(settings.refreshTokenSeconds)
        )
        let fresh = MigrationRecord(
            subject: subject,
            handle: session.handle,
            refreshToken: refreshToken,
            antiCSRFToken: makeAntiCSRFToken(mode)
        )
        // Decided and noted in one step: of two attempts at the same time one creates and the other repeats.
        let decision = migrations.withLock { migrations in
            let decision = migrations.decide(key: key, subject: subject)
            if decision == .create {
                migrations.note(fresh, key: key)
                sessions.withLock { $0.create(session, antiCSRFToken: fresh.antiCSRFToken) }
            }
            return decision
        }
        switch decision {
        case .create:
            return try await opened(session, fresh, mode: mode, call: call, outcome: "session-created")
        case .conflict:
            return .json(["status": "IDEMPOTENCY_KEY_REUSED"], status: 409, outcome: "idempotency-key-reused")
        case .replay(let record):
            guard let earlier = sessions.withLock({ $0[record.handle] }) else {
                return .json(["status": "SESSION_ENDED"], status: 409, outcome: "session-ended")
            }
            return try await opened(earlier, record, mode: mode, call: call, outcome: "session-repeated")
        }
    }

    private func opened(
        _ session: SuperTokensSession,
        _ record: MigrationRecord,
        mode: TransferMode,
        call: Call,
        outcome: String
    ) async throws -> Answer {
        let tokens = try await issue(
            session,
            refreshToken: record.refreshToken,
            refreshHash: Fingerprint.sha256(record.refreshToken),
            parentHash: nil,
            antiCSRFToken: record.antiCSRFToken
        )
        var answer = Answer.json(["status": "OK"], outcome: outcome)
        let headers = sessionHeaders
        // A token that came in the other mode is cleared there, be it the old provider's own bearer token.
        if mode == .cookie, call.headers["authorization"]?.hasPrefix("Bearer ") == true {
            headers.clearSlots(.header, on: &answer)
        }
        if mode == .header, call.cookies[settings.accessTokenCookie] != nil {
            headers.clearSlots(.cookie, on: &answer)
        }
        headers.set(tokens, mode: mode, on: &answer)
        return answer
    }
}

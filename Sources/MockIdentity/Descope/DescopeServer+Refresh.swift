import Foundation
import Synchronization

extension DescopeServer {
    /// Refreshes a session, or migrates an old one where there is no refresh token but an old provider's.
    ///
    /// - Parameters:
    ///   - call: The request.
    ///   - mayBeEmpty: Whether a token that is missing or no good is answered with 200 and an empty object.
    func refresh(_ call: Call, mayBeEmpty: Bool) async throws -> Answer {
        let credential = try credential(of: call)
        let external = try body(of: call)["externalToken"]?.string
        do {
            if let token = credential.second {
                // Both at once is not documented; the own token wins here, and the ledger tells that both were sent.
                let note = external == nil ? "" : "-external-token-ignored"
                return try await refresh(token, note: note, tellsUser: !mayBeEmpty)
            }
            guard let external, !external.isEmpty else { throw DescopeFailure.missingArguments }
            return try await migrate(external)
        } catch let failure as DescopeFailure where mayBeEmpty && (400..<500).contains(failure.status) {
            return .json([:], outcome: "nothing-\(failure.outcome)")
        }
    }

    private func refresh(_ token: String, note: String, tellsUser: Bool) async throws -> Answer {
        let (settings, now) = (settings, clock.now)
        let found = try await session(of: token)
        let replacement = settings.rotation ? try await refreshToken(for: found) : nil
        // Decided and noted in one step: of two requests at the same time one is the second.
        let decision = sessions.withLock { sessions in
            let decision = sessions.look(token, settings: settings, at: now)
            if (try? Self.session(decision)) != nil {
                sessions.refreshed(found.id, with: token, replacement: replacement, at: now)
            }
            return decision
        }
        let session = try Self.session(decision)
        return try await answer(
            session,
            refreshToken: replacement,
            isFirst: false,
            tellsUser: tellsUser,
            outcome: (settings.rotation ? "rotated" : "refreshed") + note
        )
    }

    private func migrate(_ external: String) async throws -> Answer {
        let settings = settings
        guard settings.migrationEnabled else {
            throw DescopeFailure(
                status: settings.notEnabledStatus,
                code: "E000003",
                description: "Session migration is not configured",
                outcome: "migration-not-enabled"
            )
        }
        let claims: Claims
        do {
            claims = try await legacyTokens.verify(external)
        } catch TokenFailure.keysUnavailable {
            throw DescopeFailure(
                status: settings.keysUnavailableStatus,
                code: "E000006",
                description: "The vendor cannot be reached",
                outcome: "keys-unavailable"
            )
        } catch let failure as TokenFailure {
            throw DescopeFailure(
                status: settings.refusedStatus,
                code: settings.refusedCode,
                description: "Invalid external token",
                outcome: "token-refused-\(failure.rawValue)"
            )
        }
        let subject = claims.subject ?? ""
        let isUnknown = settings.unknownSubjects.contains(subject)
        if isUnknown, !settings.justInTime {
            throw DescopeFailure(
                status: settings.unknownUserStatus,
                code: settings.unknownUserCode,
                description: "Cannot find user",
                outcome: "user-unknown"
            )
        }
        let now = clock.now
        let session = DescopeSession(
            id: identifiers.uuid(),
            userID: "U2" + subject.filter { $0.isLetter || $0.isNumber },
            loginID: claims.string("email") ?? subject,
            createdAt: now,
            legacyFingerprint: Fingerprint.of(external),
            expiresAt: now.addingTimeInterval(settings.refreshSeconds)
        )
        let refreshToken = try await refreshToken(for: session)
        // No idempotency is known of the real service: each call makes a session, and tests count the orphans.
        sessions.withLock { $0.create(session, refreshToken: refreshToken) }
        return try await answer(
            session,
            refreshToken: refreshToken,
            isFirst: isUnknown,
            tellsUser: true,
            outcome: "session-created"
        )
    }
}

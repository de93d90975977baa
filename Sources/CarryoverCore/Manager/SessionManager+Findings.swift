// What a start says of what it found.

extension SessionManager {
    /// Tells of the places that could not be read or understood, and of the logins that are not used.
    func tell(_ result: LegacySearchResult) {
        for error in result.unreadable + result.malformed {
            emit(.legacyUnreadable(place: error.place, detail: error.detail))
        }
        for candidate in result.passedOver {
            emit(
                .legacyPassedOver(
                    kind: candidate.kind,
                    place: candidate.entry.place,
                    issuer: candidate.credential.effectiveIssuer,
                    verdict: candidate.verdict.rawValue
                )
            )
        }
    }

    /// The error where nothing was found that can be used, with what was found and cannot.
    func unusable(because result: LegacySearchResult) -> SessionError {
        let error = unusable()
        guard error.code == .signedOut, !result.passedOver.isEmpty else { return error }
        let reasons = result.passedOver.map { "\($0.verdict.rawValue), \($0.entry.place)" }
        return SessionError(
            .signedOut,
            "there is no session; of what was found, none can be used: \(reasons.joined(separator: "; "))"
        )
    }

    /// The error where a migration is put off, with what is true of the legacy session meanwhile.
    func deferred(_ code: String) -> SessionError {
        let isOver = held?.legacy.map { !$0.hasLivingToken(at: configuration.time) } ?? false
        return SessionError(
            .deferred,
            "the migration is deferred: \(code)"
                + (isOver ? "; the old login's access token is over and cannot be used meanwhile" : "")
        )
    }
}

extension SessionError {
    static var notRefreshable: SessionError {
        SessionError(.notRefreshable, "there is no refresh token that a new access token could be had for")
    }

    /// What could not be looked into may be the login, or a newer one than what was found.
    static func unseen(_ error: LegacySourceError) -> SessionError {
        SessionError(.deferred, "a legacy source could not be read", underlying: error)
    }
}

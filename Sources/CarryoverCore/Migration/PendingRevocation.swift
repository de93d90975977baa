package import FoundationEssentials

/// A credential that still has to be revoked at its provider, kept in the secure store until that is done.
package struct PendingRevocation: Sendable, Equatable {
    package enum Target: Sendable, Equatable {
        case legacy(LegacyCredential)
        case session(Session)
    }

    package let id: String
    package var target: Target
    /// When it was queued or, once an attempt has failed, the time of the first one.
    package var enqueuedAt: Date
    /// The earliest time, which is the end of the rollback window where there is one.
    package var notBefore: Date?
    package var attempts = 0
    package var lastError: String?

    package init(id: String, target: Target, enqueuedAt: Date, notBefore: Date? = nil) {
        self.id = id
        self.target = target
        self.enqueuedAt = enqueuedAt
        self.notBefore = notBefore
    }

    package var isLegacy: Bool {
        if case .legacy = target { true } else { false }
    }

    /// Whether it is the legacy login's of any of these marks.
    package func isAbout(_ marks: [CredentialMark]) -> Bool {
        guard case .legacy(let credential) = target else { return false }
        return marks.contains { $0.overlaps(credential.mark) }
    }

    /// Whether revoking it would end a session that is in use.
    package func endangers(_ session: Session?) -> Bool {
        guard let session else { return false }
        let tokens: [Secret?] =
            switch target {
            case .legacy(let credential): [credential.accessToken, credential.refreshToken]
            case .session(let other): [other.accessToken, other.refreshToken]
            }
        return tokens.contains { $0.map { session.shares($0) } ?? false }
    }
}

package import FoundationEssentials

/// What is noted about a migration: hashes, ids and times, never a token.
package struct MigrationJournal: Sendable, Equatable {
    package var step: MigrationStep = .none
    /// Sent with every attempt of this migration.
    package var idempotencyKey: String?
    /// The credential that is, or was, migrated.
    package var mark: CredentialMark?
    /// What the same login was recognised by before it was refreshed; copies of it may still be somewhere.
    package private(set) var replaced: [CredentialMark] = []
    package var fromIssuer: String?
    package var startedAt: Date?
    package var migratedAt: Date?
    /// Attempts since the last success, for the back-off between starts.
    package var attempts = 0
    package var lastError: String?
    package var retryAt: Date?
    /// The credentials that were refused, and are not offered again until they change.
    package private(set) var refused: [CredentialMark] = []
    /// When the last of them was; what was issued later is a sign-in of its own.
    package private(set) var refusedAt: Date?
    /// The end of the time in which the migration can be taken back.
    package var windowClosesAt: Date?
    /// Whether the credential has left every place it was found in.
    package var isErased = false

    package init(refused: [CredentialMark] = [], refusedAt: Date? = nil, replaced: [CredentialMark] = []) {
        self.refused = refused
        self.refusedAt = refusedAt
        self.replaced = replaced
    }

    /// A journal for another login: what was refused stays so.
    package var begunAnew: MigrationJournal { MigrationJournal(refused: refused, refusedAt: refusedAt) }

    /// Whether the new session is durable and something is still left to do.
    package var isUnfinished: Bool { step == .stored || step == .revoking }

    /// Whether this is noted about the login of any of these marks.
    package func isAbout(_ marks: [CredentialMark]) -> Bool {
        let known = [mark].compactMap { $0 } + replaced
        return known.contains { one in marks.contains { $0.overlaps(one) } }
    }

    /// Adds what the login was recognised by before; there is room for a few, the oldest goes.
    package mutating func replace(_ marks: [CredentialMark]) {
        replaced = (replaced + marks.filter { !replaced.contains($0) }).suffix(16)
    }

    /// Adds a credential to the refused ones; there is room for a few, the oldest goes.
    package mutating func refuse(_ mark: CredentialMark, at now: Date) {
        refusedAt = now
        guard !refused.contains(mark) else { return }
        refused = (refused + [mark]).suffix(16)
    }

    /// Whether nothing is in a credential but what was refused.
    package func hasRefused(_ mark: CredentialMark) -> Bool {
        refused.contains { mark.isPart(of: $0) }
    }

    /// Notes that a login has fresh tokens now.
    ///
    /// What was noted about another login ends with that; that the installation went back is about all of them.
    package mutating func rotate(from old: CredentialMark, to new: CredentialMark) {
        if !isAbout([old]) {
            let isRolledBack = step == .rolledBack
            self = begunAnew
            if isRolledBack { step = .rolledBack }
        }
        mark = new
        replace([old])
    }

    /// Whether a credential is a copy from before a refresh: to send its refresh token again would look like theft.
    package func hasSpent(_ mark: CredentialMark) -> Bool {
        guard let refresh = mark.refresh, refresh != self.mark?.refresh else { return false }
        return replaced.contains { $0.refresh == refresh }
    }
}

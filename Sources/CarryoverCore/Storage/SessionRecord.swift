package import FoundationEssentials

/// Everything that is kept about one account, in one value that is written whole.
///
/// Session, journal and outbox stand in one record, so that no crash can separate them: where the new session is,
/// there is also the legacy credential that still has to be revoked.
package struct SessionRecord: Sendable, Equatable {
    /// The version of the format.
    ///
    /// A record of a higher one is refused, never overwritten.
    package static let schema: Int64 = 1

    /// Drawn when a record is begun: the numbers of records that were begun apart say nothing of each other.
    package var lineage: String?
    /// Grows with every write; orders the writers.
    package var generation: UInt64 = 0
    /// Grows when the session changes hands (sign-in, sign-out, migration, rollback): whoever began before that must
    /// not write afterwards.
    package var epoch: UInt64 = 0
    /// The provider that the session belongs to.
    package var providerKind: String?
    /// The session, if there is one.
    package var session: Session?
    /// Why there is no session any more.
    package var ending: SessionEnding?
    /// The refresh that was begun and not yet concluded.
    package var refreshIntent: RefreshIntent?
    /// How long nobody asks for a refresh, because a server said so or failed.
    package var pause: RefreshPause?
    /// How far the migration came.
    package var migration = MigrationJournal()
    /// What still has to be revoked.
    package var outbox: [PendingRevocation] = []
    /// A rotated legacy credential that could not be put back to where the old one was found.
    package var legacy: KeptLegacyCredential?
    /// The logins of other accounts that lay beside the chosen one: an ending does not open the door to them.
    package private(set) var others: [CredentialMark] = []
    /// What was decided for this installation.
    package var rollout = RolloutRecord()
    /// Members that a newer version of the same schema wrote.
    package var unknown = JSONObject()

    package init() {}

    /// Everything that the login which the session was, or is being, made from can be recognised by.
    package var legacyMarks: [CredentialMark] {
        [migration.mark, legacy?.credential.mark, legacy?.replaces].compactMap { $0 } + migration.replaced
    }

    /// Whether the session has not changed hands between another state of the record and this one.
    package func isInSameHands(as other: SessionRecord) -> Bool {
        lineage == other.lineage && epoch == other.epoch
    }

    /// Whether another state of the record, with a session of the same sign-in, was written before this one: numbers never go
    /// back by themselves.
    package func isNewer(than other: SessionRecord) -> Bool {
        lineage != nil && isInSameHands(as: other) && generation > other.generation
    }

    /// Adds logins of other accounts; there is room for many, the oldest go.
    package mutating func passOver(_ marks: [CredentialMark]) {
        others = (others + marks.filter { !others.contains($0) }).suffix(64)
    }
}

/// Why a session ended, and what must not bring it back.
package struct SessionEnding: Sendable, Equatable {
    package enum Reason: String, Sendable {
        /// The user or the app signed out.
        case signedOut = "signed-out"
        /// The release asked everybody to sign in anew.
        case cutover
        /// The provider refused the refresh token.
        case rejected
    }

    package var reason: Reason
    package var at: Date
    /// The provider's code, for ``Reason/rejected``.
    package var code: String?
    /// The legacy credentials that were known then: none of them may sign the user in again.
    package var marks: [CredentialMark]
    /// The places that could not be read then: the login in them, whatever it is, was ended as well.
    package var unseen: [String]
    /// Whether nothing is to be revoked for it.
    package var isLocal: Bool

    package init(
        reason: Reason,
        at: Date,
        code: String? = nil,
        marks: [CredentialMark] = [],
        unseen: [String] = [],
        isLocal: Bool = false
    ) {
        self.reason = reason
        self.at = at
        self.code = code
        self.marks = marks
        self.unseen = unseen
        self.isLocal = isLocal
    }
}

/// A note, written before a refresh leaves, that makes a lost answer visible after a crash.
package struct RefreshIntent: Sendable, Equatable {
    /// The refresh token that was about to be spent.
    package var token: Fingerprint
    package var startedAt: Date
    /// Whether it is the legacy session's.
    package var isLegacy: Bool

    package init(token: Fingerprint, startedAt: Date, isLegacy: Bool = false) {
        self.token = token
        self.startedAt = startedAt
        self.isLegacy = isLegacy
    }
}

/// A rotated legacy credential, kept here because its place could not take it.
package struct KeptLegacyCredential: Sendable, Equatable {
    package var credential: LegacyCredential
    /// What still stands in the old place.
    package var replaces: CredentialMark

    package init(credential: LegacyCredential, replaces: CredentialMark) {
        self.credential = credential
        self.replaces = replaces
    }
}

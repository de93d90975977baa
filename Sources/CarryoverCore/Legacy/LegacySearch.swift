import FoundationEssentials

/// Looks through the legacy sources in order and says of everything that it finds what it is good for.
package struct LegacySearch: Sendable {
    package let sources: [any LegacySource]
    /// The issuer that the legacy credential must be from, where one is configured.
    package let issuer: String?
    /// The client that refreshes at the old provider, where one is configured: nobody else's refresh token is its own.
    package let client: String?
    package let provider: any IdentityProvider
    private let time: any TimeSource

    package init(
        sources: [any LegacySource],
        issuer: String?,
        client: String? = nil,
        provider: any IdentityProvider,
        time: any TimeSource
    ) {
        self.sources = sources
        self.issuer = issuer
        self.client = client
        self.provider = provider
        self.time = time
    }

    /// Looks, and judges by what the record says of earlier attempts.
    package func look(_ record: SessionRecord?) async -> LegacySearchResult {
        var result = LegacySearchResult()
        for (index, source) in sources.enumerated() {
            let finding = await source.find()
            result.unreadable += finding.unreadable
            result.malformed += finding.malformed
            result.looks.append(LegacyLook(source, finding))
            for entry in finding.entries {
                let judged = judge(entry, in: source, record)
                result.candidates.append(
                    LegacyCandidate(
                        source: index,
                        kind: source.kind,
                        entry: entry,
                        credential: judged.credential,
                        verdict: judged.verdict
                    )
                )
            }
        }
        result.admitOtherClients(at: time.wall)
        result.passOverStrangers(since: record?.migration.refusedAt)
        result.choose(issuer: issuer)
        result.doubt(unless: [record?.migration.mark, record?.legacy?.credential.mark])
        return result
    }

    private func judge(
        _ entry: LegacyEntry,
        in source: any LegacySource,
        _ record: SessionRecord?
    ) -> (credential: LegacyCredential, verdict: LegacyCandidate.Verdict) {
        var credential = entry.credential
        if let kept = record?.legacy,
            kept.replaces.overlaps(credential.mark) || kept.credential.mark == credential.mark
        {
            credential = kept.credential
        }
        if provider.recognises(credential) { return (credential, .alreadyNew) }
        if let issuer, let own = credential.effectiveIssuer, own != issuer {
            return (credential, .otherIssuer)
        }
        if entry.credential.isSenderConstrained { return (credential, .senderConstrained) }
        let isOtherClients =
            entry.credential.namesOAuthClient
            && client.flatMap { client in entry.credential.clientID.map { $0 != client } } ?? false
        let usable: LegacyCandidate.Verdict = isOtherClients ? .otherClient : .usable
        guard let record else { return (credential, usable) }
        if let objection = record.objection(to: credential, at: entry.place, in: source.location) {
            return (credential, objection)
        }
        if record.migration.hasRefused(credential.mark) { return (credential, .refusedBefore) }
        if record.migration.hasSpent(credential.mark) { return (credential, .spent) }
        return (credential, usable)
    }
}

/// Everything that a search found.
package struct LegacySearchResult: Sendable {
    /// Every source that was searched, in order.
    package var looks: [LegacyLook] = []
    package var candidates: [LegacyCandidate] = []
    package var chosen: LegacyCandidate?
    package var unreadable: [LegacySourceError] = []
    package var malformed: [LegacySourceError] = []

    package init() {}

    /// The logins that are not used for what they are or for what became of them.
    ///
    /// That another one comes first is no reason, and one whose session was ended here is not passed over but ended, too.
    package var passedOver: [LegacyCandidate] {
        candidates.filter { candidate in
            switch candidate.verdict {
            case .usable, .inDoubt, .laterThanTheFirst, .endedHere, .unseenAtEnd: false
            case .alreadyNew, .otherIssuer, .otherClient, .senderConstrained, .otherAccount, .refusedBefore,
                .spent:
                true
            }
        }
    }

    /// What the usable logins beside the chosen one are recognised by: those of other accounts, and older copies of it.
    package var others: [CredentialMark] {
        candidates.filter { $0.verdict == .laterThanTheFirst }.map(\.credential.mark)
    }

    /// Every place that holds the login of one of these marks, whatever was said about it.
    package func places(of marks: [CredentialMark]) -> [LegacyCandidate] {
        candidates.filter { candidate in
            marks.contains { mark in candidate.marks.contains { $0.overlaps(mark) } }
        }
    }
}

/// One credential that a search found, and what it is good for.
package struct LegacyCandidate: Sendable {
    package enum Verdict: String, Sendable {
        /// It can be migrated.
        case usable
        /// It comes after a place that could not be looked into, and may be an old copy of what is there.
        case inDoubt = "in-doubt"
        /// It is the new provider's own.
        case alreadyNew = "already-new"
        /// It is from another issuer than the configured one.
        case otherIssuer = "other-issuer"
        /// It is another client's than the one that the configuration refreshes with.
        case otherClient = "other-client"
        /// It is good only with a key that the old library has, and nowhere a bearer token.
        case senderConstrained = "sender-constrained"
        /// The session made from it was ended on this machine.
        case endedHere = "ended-here"
        /// It lay beside the login whose session was ended on this machine, or that was refused, and is another account's.
        case otherAccount = "other-account"
        /// It lies where nobody could look when the session was ended on this machine.
        case unseenAtEnd = "unseen-at-end"
        /// The new provider has refused it.
        case refusedBefore = "refused-before"
        /// Its refresh token was spent here; what came of it is somewhere else.
        case spent
        /// It is usable, and another one came first or is newer.
        case laterThanTheFirst = "later-than-the-first"
    }

    package let source: Int
    package let kind: String
    /// What stands in the place.
    package let entry: LegacyEntry
    /// What is to be used: the entry's own credential, or the fresher one kept in our store.
    package var credential: LegacyCredential
    package var verdict: Verdict
    /// Why it may be an old copy, where it may: then only its access token is used, and nothing of it is spent.
    package var doubt: LegacySourceError?

    /// Whether it is the login in use, or a copy of it: what a sign-out ends.
    package var isTheUsers: Bool { verdict == .usable || verdict == .inDoubt }

    /// What either of the two is recognised by.
    package var marks: [CredentialMark] { [credential.mark, entry.credential.mark] }

    package init(
        source: Int,
        kind: String,
        entry: LegacyEntry,
        credential: LegacyCredential,
        verdict: Verdict
    ) {
        self.source = source
        self.kind = kind
        self.entry = entry
        self.credential = credential
        self.verdict = verdict
    }

    /// The legacy session as an app uses it while that is the one in use.
    package func session(at time: any TimeSource) -> Session {
        Session(
            accessToken: credential.accessToken ?? Secret(""),
            refreshToken: doubt == nil ? credential.refreshToken : nil,
            issuer: credential.effectiveIssuer,
            subject: credential.subject,
            lifetime: credential.effectiveExpiry.map { lifetime(until: $0, at: time) }
        )
    }

    /// Whether there is an access token that is not over, as far as that can be told.
    package func hasLivingToken(at time: any TimeSource) -> Bool {
        session(at: time).isAlive(at: time)
    }

    /// The life that ends then.
    ///
    /// How long it was at first decides when it is due for a refresh; where the token does not say that
    /// itself, two minutes are assumed, so that a short life is not due from its beginning.
    private func lifetime(until end: Date, at time: any TimeSource) -> TokenLifetime {
        let left = Duration.seconds(end.timeIntervalSince(time.wall))
        let whole = max(left, credential.accessClaims?.lifetime ?? .seconds(120))
        return TokenLifetime(
            duration: whole,
            receivedAt: end.addingTimeInterval(-whole.inSeconds),
            receivedUptime: time.uptime - (whole - left),
            bootID: time.bootID
        )
    }
}

import FoundationEssentials

/// What a manager knows: the record as it last saw it, and the legacy credential that is in use meanwhile.
struct HeldSession: Sendable {
    /// What does not change, behind one reference, and read by functions that are not inlined: otherwise the records lie
    /// many times over in the frame of every task that waits, and there may be a hundred thousand of them.
    private let contents: Contents
    /// Whether that credential is being exchanged right now.
    var isMigrating = false
    /// Whether it has a token that the store did not take.
    var isUnwritten = false

    private final class Contents: Sendable {
        let record: SessionRecord?
        let legacy: LegacyCandidate?
        let refusal: String?
        let unreadable: LegacySourceError?
        let tenure: SessionTenure

        init(
            _ record: SessionRecord?,
            legacy: LegacyCandidate? = nil,
            refusal: String? = nil,
            unreadable: LegacySourceError? = nil
        ) {
            self.record = record
            self.legacy = legacy
            self.refusal = refusal
            self.unreadable = unreadable
            tenure = SessionTenure(epoch: record?.epoch ?? 0, isStored: record?.session != nil)
        }
    }

    init(record: SessionRecord?) {
        contents = Contents(record)
    }

    /// What a search says about a record without a session.
    init(record: SessionRecord?, search: LegacySearchResult) {
        guard record?.session == nil, search.chosen == nil else {
            contents = Contents(record, legacy: record?.session == nil ? search.chosen : nil)
            return
        }
        // What comes before the refused one may be good, and nobody could look.
        if search.doubtOfRefusal == nil, search.candidates.contains(where: { $0.verdict == .refusedBefore }) {
            contents = Contents(record, refusal: record?.migration.lastError ?? "refused")
        } else {
            contents = Contents(record, unreadable: search.doubtOfRefusal ?? search.unreadable.first)
        }
    }

    var record: SessionRecord? { contents.record }
    /// Whether the session is the new provider's, which is asked at each request: a record is much to copy.
    var isStored: Bool { contents.tenure.isStored }
    /// Which session it is.
    var tenure: SessionTenure { contents.tenure }
    /// The legacy credential in use, where there is no session and it may be used.
    var legacy: LegacyCandidate? { contents.legacy }
    /// What the search said, where there is neither.
    var refusal: String? { contents.refusal }
    var unreadable: LegacySourceError? { contents.unreadable }

    /// Why nothing of the legacy credential can be used: it may be an old copy, and its access token is over.
    private func doubt(at time: any TimeSource) -> LegacySourceError? {
        guard let legacy, let doubt = legacy.doubt, !legacy.hasLivingToken(at: time) else { return nil }
        return doubt
    }

    /// The session that requests can use.
    @inline(never)
    func session(at time: any TimeSource) -> Session? {
        if let session = record?.session { return session }
        return doubt(at: time) == nil ? legacy.map { $0.session(at: time) } : nil
    }

    /// Whether there is a session that requests can use.
    @inline(never)
    func hasSession(at time: any TimeSource) -> Bool {
        isStored || legacy != nil && doubt(at: time) == nil
    }

    /// The token that requests carry.
    @inline(never)
    func accessToken(at time: any TimeSource) -> Secret? {
        record?.session?.accessToken ?? session(at: time)?.accessToken
    }

    /// Whether there is a token that can still be used, as far as anybody told.
    @inline(never)
    func isAlive(at time: any TimeSource) -> Bool {
        guard isStored else { return session(at: time)?.isAlive(at: time) == true }
        return record?.session?.isAlive(at: time) == true
    }

    /// Whether the session must be refreshed before it is used.
    @inline(never)
    func isDue(by policy: RefreshPolicy, minimum: Duration, at time: any TimeSource) -> Bool {
        session(at: time).map { policy.isDue($0, minimum: minimum, at: time) } ?? false
    }

    /// Where the user stands.
    @inline(never)
    func state(at time: any TimeSource) -> SessionState {
        if let session = record?.session {
            let isExpired = session.lifetime.map { $0.remaining(at: time) <= .zero } ?? false
            return isExpired ? .expired(session) : .active(session)
        }
        if isMigrating { return .migrating }
        if let doubt = doubt(at: time) { return .undetermined(doubt) }
        if let legacy { return .legacy(legacy.session(at: time)) }
        if let refusal { return .rejected(code: refusal) }
        if let unreadable { return .undetermined(unreadable) }
        guard let ending = record?.ending else { return .signedOut(.neverSignedIn) }
        switch ending.reason {
        case .rejected: return .rejected(code: ending.code ?? "refused")
        case .signedOut: return .signedOut(.signedOut)
        case .cutover: return .signedOut(.cutover)
        }
    }

    /// Whether the two are one and the same finding, and not only equal ones.
    func isSame(as other: HeldSession) -> Bool {
        contents === other.contents && isMigrating == other.isMigrating
    }

    /// Whether this is at least as new as another state of the same record.
    @inline(never)
    func supersedes(_ other: HeldSession?) -> Bool {
        guard let other, let theirs = other.record else { return true }
        guard let record else { return false }
        // Begun anew, because somebody has put the one before it aside: its numbers begin anew as well.
        guard record.lineage == theirs.lineage else { return true }
        // New tokens that could not be written count generations of their own; they must not outlive a sign-out.
        if record.epoch != theirs.epoch { return record.epoch > theirs.epoch }
        return record.generation >= theirs.generation
    }
}

import FoundationEssentials

// Which of the logins that are good for something is the one in use.

extension LegacySearchResult {
    /// Leaves alone what lies beside a login that was refused and is somebody else's: the refusal of one user does not sign
    /// in another.
    ///
    /// - Parameter began: When the migration of the refused login began; what was issued later is a sign-in of its own.
    mutating func passOverStrangers(since began: Date?) {
        let refused = candidates.filter { $0.verdict == .refusedBefore }.compactMap { $0.credential.subject }
        guard let began, !refused.isEmpty else { return }
        for index in candidates.indices where candidates[index].verdict == .usable {
            let credential = candidates[index].credential
            guard let subject = credential.subject, !refused.contains(subject) else { continue }
            let issuedAt = credential.accessClaims?.issuedAt ?? credential.idClaims?.issuedAt
            if let issuedAt, issuedAt > began { continue }
            candidates[index].verdict = .otherAccount
        }
    }

    /// Chooses the first usable login or, of several of the same user in its source, the newest: an older copy holds tokens
    /// that were spent since.
    mutating func choose() {
        guard var choice = candidates.firstIndex(where: { $0.verdict == .usable }) else { return }
        for index in candidates.indices.dropFirst(choice + 1) where candidates[index].verdict == .usable {
            if candidates[index].isNewerCopy(of: candidates[choice]) { choice = index }
        }
        let chosen = candidates[choice]
        self.chosen = chosen
        for index in candidates.indices where index != choice && candidates[index].verdict == .usable {
            if !chosen.credential.mark.overlaps(candidates[index].entry.credential.mark) {
                candidates[index].verdict = .laterThanTheFirst
            }
        }
    }
}

extension LegacyCandidate {
    /// Whether it is a later state of the same user's login in the same source, as far as the tokens tell.
    fileprivate func isNewerCopy(of other: LegacyCandidate) -> Bool {
        guard source == other.source, let subject = credential.subject, subject == other.credential.subject,
            credential.effectiveIssuer == other.credential.effectiveIssuer,
            let expiry = credential.effectiveExpiry, let otherExpiry = other.credential.effectiveExpiry
        else { return false }
        return expiry > otherExpiry
    }
}

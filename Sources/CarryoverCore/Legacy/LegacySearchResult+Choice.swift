import FoundationEssentials

// Which of the logins that are good for something is the one in use.

extension LegacySearchResult {
    /// Takes what another client was given where there is nothing else: an app's new release may have a new client.
    ///
    /// Nobody but that client can spend its refresh token, which is therefore left out; an access token is anybody's who
    /// holds it, while it lives.
    mutating func admitOtherClients(at now: Date) {
        let ours: [LegacyCandidate.Verdict] = [.usable, .refusedBefore]
        guard !candidates.contains(where: { ours.contains($0.verdict) }) else { return }
        for index in candidates.indices where candidates[index].verdict == .otherClient {
            let credential = candidates[index].credential
            guard credential.accessToken != nil, let expiry = credential.effectiveExpiry, expiry > now
            else { continue }
            candidates[index].credential.refreshToken = nil
            candidates[index].verdict = .usable
        }
    }

    /// Leaves alone what lies beside a login that was refused and is somebody else's: the refusal of one user does not sign
    /// in another.
    ///
    /// - Parameter refusedAt: When that was; what was issued later is a sign-in of its own.
    mutating func passOverStrangers(since refusedAt: Date?) {
        let refused = candidates.filter { $0.verdict == .refusedBefore }.compactMap { $0.credential.subject }
        guard let refusedAt, !refused.isEmpty else { return }
        for index in candidates.indices where candidates[index].verdict == .usable {
            let credential = candidates[index].credential
            guard let subject = credential.subject, !refused.contains(subject) else { continue }
            let issuedAt = credential.accessClaims?.issuedAt ?? credential.idClaims?.issuedAt
            if let issuedAt, issuedAt > refusedAt { continue }
            candidates[index].verdict = .otherAccount
        }
    }

    /// Chooses the first usable login or, of several of the same user in its source, the newest: an older copy holds tokens
    /// that were spent since.
    ///
    /// - Parameter issuer: The old provider; of two logins in one document, its own token goes before one that says nothing.
    mutating func choose(issuer: String?) {
        guard var choice = candidates.firstIndex(where: { $0.verdict == .usable }) else { return }
        for index in candidates.indices.dropFirst(choice + 1) where candidates[index].verdict == .usable {
            if candidates[index].isBetterCopy(than: candidates[choice], issuer: issuer) { choice = index }
        }
        let chosen = candidates[choice]
        self.chosen = chosen
        for index in candidates.indices where index != choice && candidates[index].verdict == .usable {
            if !chosen.credential.mark.overlaps(candidates[index].entry.credential.mark) {
                candidates[index].verdict = .laterThanTheFirst
            }
        }
    }

    /// Why a login may have gone unseen that comes before the one that was refused, or in its source.
    var doubtOfRefusal: LegacySourceError? {
        guard let refused = candidates.first(where: { $0.verdict == .refusedBefore }) else { return nil }
        return doubt(upTo: refused.source)
    }

    private func doubt(upTo source: Int) -> LegacySourceError? {
        looks.prefix(source + 1).lazy.compactMap(\.doubt).first
    }

    /// Holds back what was chosen where a login may have gone unseen that comes before it or is newer.
    ///
    /// A refresh token that was spent elsewhere looks stolen when it is sent, and ends the good login with it.
    ///
    /// - Parameter known: What the login is recognised by that was in use before, when all could be seen; it is no copy.
    mutating func doubt(unless known: [CredentialMark?]) {
        // Without a refresh token there is nothing that could look stolen.
        guard let chosen, chosen.credential.refreshToken != nil,
            !known.contains(where: { $0?.overlaps(chosen.credential.mark) == true }),
            let doubt = doubt(upTo: chosen.source)
        else { return }
        for index in candidates.indices where candidates[index].verdict == .usable {
            candidates[index].verdict = .inDoubt
        }
        self.chosen?.verdict = .inDoubt
        self.chosen?.doubt = doubt
    }
}

extension LegacyCandidate {
    /// Whether it is a later state of the same user's login in the same source, or what the old provider meant for the
    /// app, as far as the tokens tell.
    fileprivate func isBetterCopy(than other: LegacyCandidate, issuer: String?) -> Bool {
        guard source == other.source, let subject = credential.subject, subject == other.credential.subject,
            credential.effectiveIssuer == other.credential.effectiveIssuer
        else { return false }
        if let issuer, entry.place == other.entry.place {
            let (isOwn, isOthersOwn) = (isToken(of: issuer), other.isToken(of: issuer))
            if isOwn != isOthersOwn { return isOwn }
        }
        guard let expiry = credential.effectiveExpiry, let otherExpiry = other.credential.effectiveExpiry
        else { return false }
        return expiry > otherExpiry
    }

    private func isToken(of issuer: String) -> Bool { credential.accessClaims?.issuer == issuer }
}

import FoundationEssentials

// What the ending of a session says of the logins that are found after it.

extension SessionRecord {
    /// Why a login must not sign the user in again, or `nil` where it may.
    ///
    /// - Parameters:
    ///   - credential: The login.
    ///   - place: Where it was found.
    ///   - location: The source that it was found in.
    func objection(
        to credential: LegacyCredential,
        at place: String,
        in location: String
    ) -> LegacyCandidate.Verdict? {
        guard let ending else { return nil }
        let mark = credential.mark
        if ending.marks.contains(where: { $0.overlaps(mark) }) { return .endedHere }
        if others.contains(where: { $0.overlaps(mark) }) { return .otherAccount }
        let issuedAt = credential.accessClaims?.issuedAt ?? credential.idClaims?.issuedAt
        // Only one that was issued later can be a new sign-in.
        if let issuedAt, issuedAt.timeIntervalSince1970 >= ending.at.timeIntervalSince1970.rounded(.down) {
            return nil
        }
        if ending.unseen.contains(where: { Self.covers($0, place) || $0 == location }) { return .unseenAtEnd }
        return issuedAt == nil ? nil : .endedHere
    }

    /// Ends the login that lies where nobody could look when the session was ended, now that somebody can.
    ///
    /// Where the ended login is known, what else turns up is another account's: it is passed over, and no more.
    ///
    /// - Parameters:
    ///   - result: What a search found, as this record judges it.
    ///   - id: The identifier of the revocation that this may take.
    ///   - now: The time.
    ///   - revokes: Whether the old provider can be asked to revoke.
    /// - Returns: Whether anything changed.
    mutating func endUnseen(in result: LegacySearchResult, id: String, at now: Date, revokes: Bool) -> Bool {
        guard var ending, !ending.unseen.isEmpty else { return false }
        let found = result.candidates.filter { $0.verdict == .unseenAtEnd }
        let own = ending.marks.isEmpty ? found.first : nil
        for candidate in found {
            let marks = candidate.marks
            if let own, marks.contains(where: { $0.overlaps(own.credential.mark) }) {
                ending.marks += marks.filter { !ending.marks.contains($0) }
            } else {
                passOver(marks)
            }
        }
        if let own, revokes, !ending.isLocal {
            outbox.append(PendingRevocation(id: id, target: .legacy(own.credential), enqueuedAt: now))
        }
        let unread = result.unreadable.map(\.place)
        ending.unseen.removeAll { place in
            !unread.contains { Self.covers($0, place) || Self.covers(place, $0) }
        }
        defer { self.ending = ending }
        return self.ending != ending
    }

    /// Whether a place is another one, or the folder that it is in.
    private static func covers(_ place: String, _ other: String) -> Bool {
        place == other || other.hasPrefix(place.hasSuffix("/") ? place : place + "/")
    }
}

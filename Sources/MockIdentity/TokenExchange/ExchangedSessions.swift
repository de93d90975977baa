import Foundation

/// The authorization server's sessions and refresh tokens: a pure machine that keeps hashes only.
struct ExchangedSessions: Sendable {
    /// What a refresh token is good for.
    enum Decision: Sendable, Hashable {
        /// Accepted; a new refresh token is due where they rotate.
        case accepted(ExchangedSession)
        /// It was spent before: the session is over now (RFC 9700 §4.14.2).
        case reused
        /// Never issued, expired, or of a session that is over.
        case unknown
    }

    private struct RefreshToken {
        let sessionID: String
        let expiresAt: Date
        var isSpent = false
    }

    private var byID: [String: ExchangedSession] = [:]
    private var order: [String] = []
    private var tokens: [String: RefreshToken] = [:]
    private var revokedAccessTokens: Set<String> = []

    /// The sessions that live, in the order they were opened.
    var all: [ExchangedSession] { order.compactMap { byID[$0] } }

    mutating func open(_ session: ExchangedSession, refreshToken: String?, until end: Date) {
        byID[session.id] = session
        order.append(session.id)
        if let refreshToken { issue(refreshToken, to: session.id, until: end) }
    }

    /// Decides on a refresh.
    ///
    /// - Parameters:
    ///   - token: The refresh token sent.
    ///   - replacement: The token that takes its place, or `nil` where it stays.
    ///   - end: When that token expires.
    ///   - now: The present time.
    mutating func refresh(_ token: String, replacement: String?, until end: Date, at now: Date) -> Decision {
        let hash = Fingerprint.sha256(token)
        guard let entry = tokens[hash], byID[entry.sessionID] != nil, entry.expiresAt > now else {
            return .unknown
        }
        guard !entry.isSpent else {
            remove(entry.sessionID)
            return .reused
        }
        byID[entry.sessionID]?.refreshes += 1
        if let replacement {
            tokens[hash]?.isSpent = true
            issue(replacement, to: entry.sessionID, until: end)
        }
        return byID[entry.sessionID].map { .accepted($0) } ?? .unknown
    }

    /// What the key of a refresh token is known by, where it is bound to one.
    func keyThumbprint(ofRefreshToken token: String) -> String? {
        tokens[Fingerprint.sha256(token)].flatMap { byID[$0.sessionID]?.keyThumbprint }
    }

    /// Ends the session of a refresh token, and returns whether there was one.
    mutating func revoke(refreshToken: String) -> Bool {
        guard let entry = tokens[Fingerprint.sha256(refreshToken)], byID[entry.sessionID] != nil else {
            return false
        }
        remove(entry.sessionID)
        return true
    }

    mutating func revoke(accessTokenID id: String) { revokedAccessTokens.insert(id) }

    func isRevoked(accessTokenID id: String) -> Bool { revokedAccessTokens.contains(id) }

    /// Ends a session.
    mutating func remove(_ id: String) {
        byID[id] = nil
        order.removeAll { $0 == id }
    }

    private mutating func issue(_ token: String, to id: String, until end: Date) {
        tokens[Fingerprint.sha256(token)] = RefreshToken(sessionID: id, expiresAt: end)
    }
}

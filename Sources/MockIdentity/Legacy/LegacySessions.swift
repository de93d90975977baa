import Foundation

/// The old provider's sessions and refresh tokens: a pure machine that keeps hashes only.
struct LegacySessions: Sendable {
    private struct RefreshToken {
        let sessionID: String
        let fingerprint: String
        let issuedAt: Date
        var spentAt: Date?
    }

    private var byID: [String: LegacySession] = [:]
    private var order: [String] = []
    private var tokens: [String: RefreshToken] = [:]
    private var revokedAccessTokens: Set<String> = []

    /// All sessions in the order they were opened.
    var all: [LegacySession] { order.compactMap { byID[$0] } }

    /// Opens a session with its first refresh token.
    mutating func open(_ session: LegacySession, refreshToken: String, at now: Date) {
        byID[session.id] = session
        order.append(session.id)
        issue(refreshToken, to: session.id, at: now)
    }

    /// Decides on a refresh.
    ///
    /// - Parameters:
    ///   - token: The refresh token sent.
    ///   - replacement: The token to issue if a new one is due.
    ///   - settings: Rotation, reuse interval and lifetime.
    ///   - now: The present time.
    mutating func refresh(
        _ token: String,
        replacement: String,
        settings: LegacySettings,
        at now: Date
    ) -> LegacyRefreshDecision {
        let hash = Fingerprint.sha256(token)
        guard let entry = tokens[hash], let session = byID[entry.sessionID] else { return .unknown }
        guard session.state == .active else { return .ended(session) }
        guard now.timeIntervalSince(entry.issuedAt) < settings.refreshTokenSeconds else { return .expired }
        if let spentAt = entry.spentAt {
            guard now.timeIntervalSince(spentAt) <= settings.reuseIntervalSeconds,
                settings.reuseIntervalSeconds > 0
            else {
                end(session.id, as: .reuseDetected)
                return .reuseDetected(byID[session.id] ?? session)
            }
            issue(replacement, to: session.id, at: now)
            return .acceptedAgain(refreshed(session.id) ?? session)
        }
        guard settings.rotation else { return .kept(refreshed(session.id) ?? session) }
        tokens[hash]?.spentAt = now
        byID[session.id]?.refreshTokens.removeAll { $0 == entry.fingerprint }
        issue(replacement, to: session.id, at: now)
        return .rotated(refreshed(session.id) ?? session)
    }

    /// Ends the session of a refresh token.
    ///
    /// - Returns: The session as it was before, or `nil` for an unknown token.
    mutating func revoke(refreshToken token: String) -> LegacySession? {
        guard let entry = tokens[Fingerprint.sha256(token)], let session = byID[entry.sessionID] else {
            return nil
        }
        if session.state == .active {
            end(session.id, as: .revoked)
        }
        return session
    }

    /// Notes an access token as revoked.
    mutating func revoke(accessTokenID id: String) {
        revokedAccessTokens.insert(id)
    }

    /// Returns whether an access token was revoked by itself.
    func isRevoked(accessTokenID id: String) -> Bool {
        revokedAccessTokens.contains(id)
    }

    private mutating func issue(_ token: String, to id: String, at now: Date) {
        let fingerprint = Fingerprint.of(token)
        tokens[Fingerprint.sha256(token)] = RefreshToken(
            sessionID: id,
            fingerprint: fingerprint,
            issuedAt: now
        )
        byID[id]?.refreshTokens.append(fingerprint)
    }

    private mutating func refreshed(_ id: String) -> LegacySession? {
        byID[id]?.refreshes += 1
        return byID[id]
    }

    private mutating func end(_ id: String, as state: LegacySession.State) {
        byID[id]?.state = state
        byID[id]?.refreshTokens = []
    }
}

import Foundation

/// Descope's sessions and what their refresh tokens are good for: a pure machine that keeps hashes only.
struct DescopeSessions: Sendable {
    /// What a refresh token is good for.
    enum Decision: Sendable, Hashable {
        /// Its session lives; the token was current.
        case live(DescopeSession)
        /// Its session lives; the token was rotated away only just now.
        case liveAgain(DescopeSession)
        /// It was rotated away.
        case reused
        /// Its session was ended by a logout.
        case loggedOut
        /// Never issued, or its session has ended otherwise.
        case unknown
    }

    private struct RefreshToken {
        let sessionID: String
        var spentAt: Date?
    }

    private var byID: [String: DescopeSession] = [:]
    private var order: [String] = []
    private var tokens: [String: RefreshToken] = [:]
    private var loggedOut: Set<String> = []

    /// The sessions that live, in the order they were created.
    var all: [DescopeSession] { order.compactMap { byID[$0] } }

    mutating func create(_ session: DescopeSession, refreshToken: String) {
        byID[session.id] = session
        order.append(session.id)
        tokens[Fingerprint.sha256(refreshToken)] = RefreshToken(sessionID: session.id)
    }

    /// Says what a refresh token is good for, and changes nothing but to end the session of one that was stolen.
    mutating func look(_ token: String, settings: DescopeSettings, at now: Date) -> Decision {
        guard let entry = tokens[Fingerprint.sha256(token)] else { return .unknown }
        guard let session = byID[entry.sessionID] else {
            return loggedOut.contains(entry.sessionID) ? .loggedOut : .unknown
        }
        guard session.expiresAt > now else { return .unknown }
        guard let spentAt = entry.spentAt else { return .live(session) }
        switch settings.reuse {
        case .grace where now.timeIntervalSince(spentAt) <= settings.graceSeconds: return .liveAgain(session)
        case .grace, .refuse: return .reused
        case .endSession:
            remove(session.id)
            return .reused
        }
    }

    /// Notes a refresh, and the refresh token that takes the old one's place where there is a new one.
    mutating func refreshed(_ id: String, with token: String, replacement: String?, at now: Date) {
        byID[id]?.refreshes += 1
        guard let replacement else { return }
        let hash = Fingerprint.sha256(token)
        if tokens[hash]?.spentAt == nil { tokens[hash]?.spentAt = now }
        tokens[Fingerprint.sha256(replacement)] = RefreshToken(sessionID: id)
    }

    /// Ends a session, or all of its user's.
    mutating func logOut(_ session: DescopeSession, everywhere: Bool) {
        for other in all where other.id == session.id || (everywhere && other.userID == session.userID) {
            loggedOut.insert(other.id)
            remove(other.id)
        }
    }

    /// Ends a session that is known by its identifier.
    mutating func remove(_ id: String) {
        byID[id] = nil
        order.removeAll { $0 == id }
    }
}

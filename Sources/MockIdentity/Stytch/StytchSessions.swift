import Foundation

/// Stytch's sessions: a pure machine that keeps hashes only.
struct StytchSessions: Sendable {
    private var byID: [String: StytchSession] = [:]
    private var order: [String] = []
    private var attested: Set<String> = []

    /// The sessions that live, in the order they began.
    var all: [StytchSession] { order.compactMap { byID[$0] } }

    mutating func create(_ session: StytchSession) {
        byID[session.id] = session
        order.append(session.id)
    }

    /// Returns the session whose current opaque token this is, if it lives.
    func session(of token: String, _ vertical: StytchVertical, at now: Date) -> StytchSession? {
        let hash = Fingerprint.sha256(token)
        return all.first { $0.tokenHash == hash && $0.vertical == vertical && $0.expiresAt > now }
    }

    /// Notes the use of a session.
    ///
    /// - Parameters:
    ///   - token: Its opaque token.
    ///   - vertical: Whom the endpoint is for.
    ///   - minutes: How long it is to last from now, be that shorter than what is left; `nil` leaves its end alone.
    ///   - replacement: The opaque token that takes the old one's place, where there is a new one.
    ///   - now: The present time.
    mutating func authenticate(
        _ token: String,
        _ vertical: StytchVertical,
        minutes: Int?,
        replacement: String?,
        at now: Date
    ) -> StytchSession? {
        guard var session = session(of: token, vertical, at: now) else { return nil }
        session.lastAccessedAt = now
        session.authentications += 1
        if let minutes { session.expiresAt = now.addingTimeInterval(Double(minutes) * 60) }
        if let replacement { session.tokenHash = Fingerprint.sha256(replacement) }
        byID[session.id] = session
        return session
    }

    /// Ends a session.
    mutating func remove(_ id: String) {
        byID[id] = nil
        order.removeAll { $0 == id }
    }

    /// Notes that a token was attested, and returns whether it was before.
    mutating func attest(_ token: String) -> Bool {
        !attested.insert(Fingerprint.sha256(token)).inserted
    }
}

import Foundation

/// The core's sessions and its rules of rotation and theft: a pure machine.
///
/// Up to CDI 5.4 the database holds the refresh token P that was last *used*. Refreshing with P gives a child and
/// changes nothing; the child becomes current when its access token is first verified or when it is itself refreshed;
/// only then is P stolen goods. CDI 5.6 rotates at the refresh and forgives the previous token for a while.
struct SuperTokensSessions: Sendable {
    private struct RefreshToken {
        let handle: String
        let parentHash: String?
        let antiCSRFToken: String?
    }

    private var byHandle: [String: SuperTokensSession] = [:]
    private var order: [String] = []
    private var tokens: [String: RefreshToken] = [:]

    /// The sessions that live, in the order they were created.
    var all: [SuperTokensSession] { order.compactMap { byHandle[$0] } }

    /// Returns a session that lives.
    subscript(handle: String) -> SuperTokensSession? { byHandle[handle] }

    /// Adds a session whose current refresh token is already set.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - antiCSRFToken: What must come along with its first refresh token, if anything.
    mutating func create(_ session: SuperTokensSession, antiCSRFToken: String? = nil) {
        byHandle[session.handle] = session
        order.append(session.handle)
        tokens[session.currentHash] = RefreshToken(
            handle: session.handle,
            parentHash: nil,
            antiCSRFToken: antiCSRFToken
        )
    }

    /// Removes a session.
    ///
    /// - Returns: Whether it was there.
    @discardableResult
    mutating func remove(_ handle: String) -> Bool {
        order.removeAll { $0 == handle }
        return byHandle.removeValue(forKey: handle) != nil
    }

    /// Returns what must come along with a refresh token, if anything.
    func antiCSRFToken(ofRefreshToken hash: String) -> String? {
        tokens[hash]?.antiCSRFToken
    }

    /// Decides on a refresh.
    ///
    /// - Parameters:
    ///   - hash: SHA-256 of the token sent.
    ///   - child: SHA-256 of the token to issue.
    ///   - antiCSRFToken: What must come along with that token, if anything.
    ///   - settings: Protocol version, grace period and lifetime.
    ///   - now: The present time.
    mutating func refresh(
        _ hash: String,
        child: String,
        antiCSRFToken: String? = nil,
        settings: SuperTokensSettings,
        at now: Date
    ) -> RefreshDecision {
        guard let token = tokens[hash], var session = byHandle[token.handle], session.expiresAt > now else {
            return .unauthorised
        }
        let expiresAt = now.addingTimeInterval(settings.refreshTokenSeconds)
        if settings.cdi56 {
            let child = (hash: child, antiCSRFToken: antiCSRFToken)
            return rotate(
                hash,
                child: child,
                graceSeconds: settings.graceSeconds,
                expiresAt: expiresAt,
                at: now
            )
        }
        if session.currentHash != hash {
            guard let parent = token.parentHash, session.currentHash == parent else {
                remove(session.handle)
                return .theft
            }
            session.currentHash = hash
            session.expiresAt = expiresAt
        }
        session.refreshes += 1
        byHandle[session.handle] = session
        tokens[child] = RefreshToken(handle: session.handle, parentHash: hash, antiCSRFToken: antiCSRFToken)
        return .accepted(session: session, parentHash: hash)
    }

    /// Verifies an access token against the database.
    ///
    /// - Parameters:
    ///   - handle: The session that the token names.
    ///   - tokenHash: The token's `refreshTokenHash1`.
    ///   - parentHash: The token's `parentRefreshTokenHash1`.
    ///   - settings: The lifetime of refresh tokens.
    ///   - now: The present time.
    mutating func verify(
        handle: String,
        tokenHash: String,
        parentHash: String?,
        settings: SuperTokensSettings,
        at now: Date
    ) -> VerifyDecision {
        guard var session = byHandle[handle] else { return .unauthorised }
        let isFirstUse = parentHash != nil && session.currentHash == parentHash
        if isFirstUse {
            session.currentHash = tokenHash
            session.expiresAt = now.addingTimeInterval(settings.refreshTokenSeconds)
            byHandle[handle] = session
            return .promoted(session)
        }
        // A token whose parent is still named although the child is current gets its replacement again; one of a
        // displaced sibling is merely valid.
        return parentHash != nil && session.currentHash == tokenHash ? .promoted(session) : .valid(session)
    }

    private mutating func rotate(
        _ hash: String,
        child: (hash: String, antiCSRFToken: String?),
        graceSeconds: Double,
        expiresAt: Date,
        at now: Date
    ) -> RefreshDecision {
        guard let token = tokens[hash], var session = byHandle[token.handle] else { return .unauthorised }
        if session.currentHash == hash {
            session.previousHash = hash
            session.rotatedAt = now
        } else {
            guard session.previousHash == hash, let rotatedAt = session.rotatedAt,
                now.timeIntervalSince(rotatedAt) <= graceSeconds
            else {
                remove(session.handle)
                return .theft
            }
        }
        session.currentHash = child.hash
        session.expiresAt = expiresAt
        session.refreshes += 1
        byHandle[session.handle] = session
        tokens[child.hash] = RefreshToken(
            handle: session.handle,
            parentHash: nil,
            antiCSRFToken: child.antiCSRFToken
        )
        return .accepted(session: session, parentHash: nil)
    }
}

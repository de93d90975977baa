public import FoundationEssentials

/// Something that happened to a session, in the order it happened.
///
/// No event carries a token.
public enum SessionEvent: Sendable {
    /// Where things stand: the first element of every sequence of events, and again after each change.
    case state(SessionState)
    /// The store was read for the first time.
    case storeOpened(StoreDescription)
    /// A stored session was taken into use.
    case sessionRestored
    /// A legacy credential was found.
    case legacyDetected(kind: String, place: String, issuer: String?)
    /// A place could not be read; what is in it is not known.
    case legacyUnreadable(place: String, detail: String)
    /// A legacy credential was found that is not used, and why: another issuer's, another client's, bound to a key, or what
    /// an earlier attempt made of it.
    case legacyPassedOver(kind: String, place: String, issuer: String?, verdict: String)
    /// The old provider gave a fresh credential.
    case legacyRefreshed(isWrittenBack: Bool)
    /// The exchange was begun; an equal key on a later start means the same migration.
    case migrationStarted(idempotencyKey: String)
    /// The new provider gave a session.
    case migrationExchanged
    /// The session is durable.
    case sessionStored(generation: UInt64)
    /// The session was read back and is what was written.
    case sessionVerified
    /// The provider has told who was migrated; printed nowhere, because it is about a person.
    case userIdentified(UserProfile)
    /// The legacy credential has left these places.
    case legacyErased(places: [String])
    /// The legacy credential could not be taken out of a place; it is tried again at the next start.
    case legacyErasureFailed(place: String, detail: String)
    /// The old provider has revoked the legacy credential, or did not know it any more.
    case legacyRevoked
    /// The legacy credential stays queued for revocation.
    case legacyRevocationDeferred(reason: String, until: Date?)
    /// The legacy credential will not be revoked: it failed for too long, or the session in use holds a token of it.
    case legacyRevocationAbandoned(reason: String)
    /// A new access token is in use.
    case sessionRefreshed(expiresAt: Date?)
    /// The migration will be tried again.
    case migrationDeferred(reason: String, retryAt: Date?)
    /// The legacy credential was refused.
    case migrationRejected(code: String)
    /// There is no session any more.
    case sessionEnded(reason: String)
    /// New tokens are in use that could not be written down.
    case persistenceDegraded(detail: String)
    /// The migration was taken back.
    case migrationRolledBack

    /// The name in `start --json`, or `nil` for what is not printed there.
    public var name: String? {
        switch self {
        case .state, .userIdentified: nil
        case .storeOpened: "store.opened"
        case .sessionRestored: "session.restored"
        case .legacyDetected: "legacy.detected"
        case .legacyUnreadable: "legacy.unreadable"
        case .legacyPassedOver: "legacy.passed_over"
        case .legacyRefreshed: "legacy.refreshed"
        case .migrationStarted: "migration.started"
        case .migrationExchanged: "migration.exchanged"
        case .sessionStored: "session.stored"
        case .sessionVerified: "session.verified"
        case .legacyErased: "legacy.erased"
        case .legacyErasureFailed: "legacy.erasure_failed"
        case .legacyRevoked: "legacy.revoked"
        case .legacyRevocationDeferred: "legacy.revocation_deferred"
        case .legacyRevocationAbandoned: "legacy.revocation_abandoned"
        case .sessionRefreshed: "session.refreshed"
        case .migrationDeferred: "migration.deferred"
        case .migrationRejected: "migration.rejected"
        case .sessionEnded: "session.ended"
        case .persistenceDegraded: "session.persistence_degraded"
        case .migrationRolledBack: "migration.rolled_back"
        }
    }

    /// What else is told about it, by name.
    public var details: [(name: String, value: String?)] {
        switch self {
        case .state(let state): [("state", state.name)]
        case .storeOpened(let store):
            [
                ("backend", store.backend.rawValue), ("state", store.state.rawValue),
                ("protection", store.protection.rawValue),
            ]
        case .legacyDetected(let kind, let place, let issuer):
            [("kind", kind), ("place", place), ("issuer", issuer)]
        case .legacyUnreadable(let place, let detail): [("place", place), ("detail", detail)]
        case .legacyPassedOver(let kind, let place, let issuer, let verdict):
            [("kind", kind), ("place", place), ("issuer", issuer), ("verdict", verdict)]
        case .legacyRefreshed(let isWrittenBack): [("written_back", isWrittenBack ? "yes" : "kept-in-store")]
        case .migrationStarted(let key): [("idempotency_key", key)]
        case .sessionStored(let generation): [("generation", String(generation))]
        case .legacyErased(let places): [("places", places.joined(separator: ", "))]
        case .legacyErasureFailed(let place, let detail): [("place", place), ("detail", detail)]
        case .legacyRevocationDeferred(let reason, let until):
            [("reason", reason), ("until", until.map { RFC3339.text($0) })]
        case .legacyRevocationAbandoned(let reason): [("reason", reason)]
        case .sessionRefreshed(let date): [("expires_at", date.map { RFC3339.text($0) })]
        case .migrationDeferred(let reason, let date):
            [("reason", reason), ("retry_at", date.map { RFC3339.text($0) })]
        case .migrationRejected(let code): [("code", code)]
        case .sessionEnded(let reason): [("reason", reason)]
        case .persistenceDegraded(let detail): [("detail", detail)]
        case .userIdentified, .sessionRestored, .migrationExchanged, .sessionVerified, .legacyRevoked,
            .migrationRolledBack:
            []
        }
    }
}

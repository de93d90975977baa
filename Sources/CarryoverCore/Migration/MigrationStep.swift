/// How far a migration came.
public enum MigrationStep: String, Sendable, CaseIterable {
    /// There is nothing to migrate, or nobody looked yet.
    case none
    /// A legacy credential was found.
    case detected
    /// The exchange was begun.
    case exchanging
    /// The new session is durable; the legacy credential is still in its place.
    case stored
    /// The legacy credential has left its place and is being revoked.
    case revoking
    /// Nothing is left to do.
    case done
    /// It will be tried again later.
    case deferred
    /// The legacy credential was refused.
    case rejected
    /// The legacy session was taken back into use.
    case rolledBack = "rolled-back"
}

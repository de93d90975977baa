/// Which session each `Idempotency-Key` led to: a pure machine.
struct MigrationRecords: Sendable {
    /// What a key asks for.
    enum Decision: Sendable, Hashable {
        /// The key is new: make a session.
        case create
        /// The key was used by the same user: give that session again.
        case replay(MigrationRecord)
        /// The key was used by somebody else.
        case conflict
    }

    private var byKey: [String: MigrationRecord] = [:]

    /// Decides what to do for a key.
    func decide(key: String?, subject: String) -> Decision {
        guard let key, let record = byKey[key] else { return .create }
        return record.subject == subject ? .replay(record) : .conflict
    }

    /// Notes what a key led to.
    mutating func note(_ record: MigrationRecord, key: String?) {
        if let key {
            byKey[key] = record
        }
    }
}

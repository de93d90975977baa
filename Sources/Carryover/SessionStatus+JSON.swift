package import CarryoverCore
import FoundationEssentials

extension SessionStatus {
    /// The object that the command line and the C interface give out: every key is there, `null` where there is no value.
    package var json: JSONValue {
        func text(_ date: Date?) -> JSONValue { .optional(date.map { RFC3339.text($0) }) }
        return [
            "schema": 1,
            "state": .string(state),
            "provider": .string(provider),
            "issuer": .optional(issuer),
            "subject": .optional(subject),
            "access_token_expires_at": text(accessTokenExpiresAt),
            "refreshable": .bool(isRefreshable),
            "generation": .integer(generation),
            "store": [
                "backend": .string(store.backend.rawValue),
                "state": .string(store.state.rawValue),
                "protection": .string(store.protection.rawValue),
                "detail": .optional(store.detail),
            ],
            "migration": [
                "step": .string(migrationStep.rawValue),
                "from_issuer": .optional(migratedFrom),
                "migrated_at": text(migratedAt),
                "last_error": .optional(lastError),
                "retry_at": text(retryAt),
            ],
            "revocations_pending": .integer(pendingRevocations),
            "rollout": [
                "strategy": .string(strategy.rawValue),
                "cohort": .string(cohort.rawValue),
            ],
        ]
    }
}

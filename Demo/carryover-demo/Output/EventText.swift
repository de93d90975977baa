import Carryover
import FoundationEssentials

/// Events in words.
enum EventText {
    static func line(_ event: SessionEvent) -> String? {
        switch event {
        case .state, .userIdentified: nil
        case .storeOpened(let store):
            "store opened: \(store.backend.rawValue), \(store.state.rawValue), protected by \(store.protection.rawValue)"
        case .sessionRestored: "session restored"
        case .legacyDetected(let kind, let place, let issuer):
            "legacy login found: \(place) (\(kind)\(issuer.map { ", \($0)" } ?? ""))"
        case .legacyUnreadable(let place, let detail): "legacy login not readable: \(place): \(detail)"
        case .legacyPassedOver(let kind, let place, let issuer, let verdict):
            "legacy login passed over, \(verdict): \(place) (\(kind)\(issuer.map { ", \($0)" } ?? ""))"
        case .legacyRefreshed(let isWrittenBack):
            isWrittenBack
                ? "legacy login refreshed and written back" : "legacy login refreshed and kept in the store"
        case .migrationStarted: "migration started"
        case .migrationExchanged: "new session obtained"
        case .sessionStored(let generation): "new session stored, generation \(generation)"
        case .sessionVerified: "new session read back and verified"
        case .legacyErased(let places): "legacy login erased: \(places.joined(separator: ", "))"
        case .legacyErasureFailed(let place, let detail): "legacy login not erased: \(place): \(detail)"
        case .legacyRevoked: "legacy login revoked"
        case .legacyRevocationDeferred(let reason, let until):
            "legacy login not revoked yet: \(reason)\(until.map { ", again at \(RFC3339.text($0))" } ?? "")"
        case .legacyRevocationAbandoned(let reason): "legacy login not revoked, and given up: \(reason)"
        case .sessionRefreshed(let date):
            "session refreshed\(date.map { ", expires \(RFC3339.text($0))" } ?? "")"
        case .migrationDeferred(let reason, let date):
            "migration deferred: \(reason)\(date.map { ", again at \(RFC3339.text($0))" } ?? "")"
        case .migrationRejected(let code): "legacy login refused: \(code)"
        case .sessionEnded(let reason): "session ended: \(reason)"
        case .persistenceDegraded(let detail): "new tokens could not be stored: \(detail)"
        case .migrationRolledBack: "migration taken back"
        }
    }
}

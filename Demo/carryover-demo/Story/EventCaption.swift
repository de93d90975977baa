import Carryover

/// An event of the app in the few words that a lane has room for.
enum EventCaption {
    /// - Parameter event: A line of `start --json`.
    static func of(_ event: JSONObject) -> (text: String, ink: Ink)? {
        func detail(_ name: String) -> String { event[name]?.string ?? "" }
        return switch event["event"]?.string {
        case "store.opened":
            ("store opened: \(detail("backend")), \(detail("state"))", storeInk(detail("state")))
        case "session.restored": ("session restored", .good)
        case "legacy.detected": ("old login found (\(detail("kind")))", .old)
        case "legacy.unreadable": ("old login not readable: \(detail("detail"))", .bad)
        case "legacy.passed_over": ("old login passed over: \(detail("verdict"))", .warning)
        case "legacy.refreshed":
            ("old login refreshed" + (detail("written_back") == "yes" ? ", written back" : ", kept"), .old)
        case "migration.started": ("migration noted, key \(detail("idempotency_key").prefix(8))", .plain)
        case "migration.exchanged": ("new session obtained", .new)
        case "session.stored": ("new session stored, durably", .new)
        case "session.verified": ("read back: as written", .new)
        case "session.refreshed": ("session refreshed", .new)
        case "legacy.erased": ("old login erased here", .old)
        case "legacy.erasure_failed": ("old login not erased: \(detail("detail"))", .bad)
        case "legacy.revoked": ("old login revoked there", .old)
        case "legacy.revocation_deferred": ("revocation queued: \(detail("reason"))", .warning)
        case "legacy.revocation_abandoned": ("revocation given up: \(detail("reason"))", .warning)
        case "migration.deferred": ("migration deferred: \(detail("reason"))", .warning)
        case "migration.rejected": ("old login refused: \(detail("code"))", .bad)
        case "migration.rolled_back": ("migration taken back", .warning)
        case "session.ended": ("session ended: \(detail("reason"))", .bad)
        case "session.persistence_degraded": ("not stored: \(detail("detail"))", .bad)
        case "ready": ready(detail("state"), code: event["exit_code"]?.integer ?? 0)
        default: nil
        }
    }

    private static func storeInk(_ state: String) -> Ink { state == "ready" ? .plain : .warning }

    private static func ready(_ state: String, code: Int64) -> (text: String, ink: Ink) {
        let end = "exit code \(code)"
        return switch state {
        case "active": ("ready: signed in, new session (\(end))", .good)
        case "legacy": ("ready: signed in, old session (\(end))", code == 0 ? .good : .warning)
        case "unknown": ("the store cannot be read for now (\(end))", .warning)
        case "rejected": ("the user has to sign in again (\(end))", .bad)
        default: ("\(state) (\(end))", .plain)
        }
    }
}

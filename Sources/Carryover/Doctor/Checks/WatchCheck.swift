import CarryoverCore

/// Whether a running app is told at once of what other processes do to the record.
enum WatchCheck {
    private static let name = "changes by others"

    static func finding(_ store: any SessionStore) async -> Finding {
        guard let store = store as? any WatchedStore else {
            return Finding(name, .skip, "nothing is kept in files")
        }
        guard let error = await store.watchFailure() else { return Finding(name, .ok, "seen at once") }
        return Finding(
            failed: name,
            "seen late: \(error.code.rawValue) (\(error.detail))",
            remedy: error.advice,
            isAboutStore: true
        )
    }
}

import FoundationEssentials

/// Takes a migrated credential out of every place it was found in.
struct LegacyRetirement: Sendable {
    let configuration: ManagerConfiguration
    let emit: @Sendable (SessionEvent) -> Void

    /// Erases every place that holds the login of these marks.
    ///
    /// Returns whether nothing of it is left.
    func erase(_ marks: [CredentialMark], in result: LegacySearchResult) async -> Bool {
        var erased: [String] = []
        var isClean = true
        for candidate in result.places(of: marks) {
            do {
                try await configuration.legacySources[candidate.source].erase(candidate.entry)
                erased.append(candidate.entry.place)
            } catch {
                // A place that cannot be written by nature is nothing that a later start could do better.
                if error.reason != .readOnly { isClean = false }
                emit(.legacyErasureFailed(place: error.place, detail: error.detail))
            }
        }
        if !erased.isEmpty { emit(.legacyErased(places: erased)) }
        // What could not be read may hold another copy.
        return isClean && result.unreadable.isEmpty
    }
}

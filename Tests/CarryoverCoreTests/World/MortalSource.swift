import CarryoverCore

/// A legacy source as a process sees it that may die.
struct MortalSource: LegacySource {
    let source: any LegacySource
    let life: Lifeline

    var kind: String { source.kind }
    var location: String { source.location }

    func find() async -> LegacyFinding {
        guard life.isDead else { return await source.find() }
        return LegacyFinding(unreadable: [death])
    }

    func writeBack(_ rotated: LegacyCredential, replacing old: LegacyEntry) async throws(LegacySourceError) {
        try await change("write back") { () throws(LegacySourceError) in
            try await source.writeBack(rotated, replacing: old)
        }
    }

    func erase(_ entry: LegacyEntry) async throws(LegacySourceError) {
        try await change("erase") { () throws(LegacySourceError) in try await source.erase(entry) }
    }

    private var death: LegacySourceError { LegacySourceError(.unreadable, place: location, detail: "dead") }

    private func change(
        _ name: String,
        _ body: () async throws(LegacySourceError) -> Void
    ) async throws(LegacySourceError) {
        let result = await life.step(name) { () -> Result<Void, LegacySourceError> in
            do throws(LegacySourceError) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        guard let result else { throw death }
        try result.get()
    }
}

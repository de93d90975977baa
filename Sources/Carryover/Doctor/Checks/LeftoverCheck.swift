import CarryoverCore

/// Whether secrets of the old provider are still where the migration should have removed them.
enum LeftoverCheck {
    private static let name = "legacy sources"

    static func finding(_ manager: SessionManager, after reading: StoreReading) async -> Finding {
        switch reading {
        case .locked, .unavailable: return Finding(name, .skip, "the store cannot be used")
        case .value, .absent, .corrupt: break
        }
        let result = await manager.legacyFindings()
        if let error = result.unreadable.first {
            return Finding(failed: name, "\(error)", remedy: "make it readable, or unlock it")
        }
        // Another app's login is not left over.
        let places = result.candidates.filter { ![.otherIssuer, .otherClient].contains($0.verdict) }
            .map(\.entry.place)
        if places.isEmpty { return Finding(name, .ok, "nothing is left in them") }
        let text = places.joined(separator: ", ")
        guard await manager.status().migrationStep == .done else {
            return Finding(name, .ok, "a login is in \(text)")
        }
        let remedy = "start the app once more, or remove it"
        return Finding(failed: name, "a login is still in \(text)", remedy: remedy)
    }
}

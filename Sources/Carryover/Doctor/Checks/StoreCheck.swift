import CarryoverCore

/// Whether the record can be read, and what protects it.
enum StoreCheck {
    static func finding(_ seen: (reading: StoreReading, description: StoreDescription)) -> Finding {
        let description = seen.description
        let place = "\(description.backend.rawValue), protected by \(description.protection.rawValue)"
        let note = description.detail.map { "; \($0)" } ?? ""
        switch seen.reading {
        case .value(let value):
            return Finding(
                "store",
                .ok,
                "\(place), generation \(value.generation)\(note)",
                isAboutStore: true
            )
        case .absent: return Finding("store", .ok, "\(place), empty\(note)", isAboutStore: true)
        case .locked(let error), .unavailable(let error), .corrupt(let error):
            let detail = "\(place): \(error.code.rawValue) (\(error.detail))"
            return Finding(failed: "store", detail, remedy: error.advice, isAboutStore: true)
        }
    }
}

import CarryoverStorage

/// Takes what keyring items are found by, which may be a user's name or address, out of what is meant to be pasted.
struct KeyringMask {
    private let places: [(place: String, masked: String)]

    init(_ sources: [SecretServiceSource]) {
        // One may be how another one starts, the rest of which would stay.
        places = sources.map { (place: $0.location, masked: $0.maskedLocation) }
            .sorted { $0.place.utf8.count > $1.place.utf8.count }
    }

    func apply(to finding: Finding) -> Finding {
        var finding = finding
        for (place, masked) in places {
            finding.detail = finding.detail.replacing(place, with: masked)
            finding.remedy = finding.remedy?.replacing(place, with: masked)
        }
        return finding
    }
}

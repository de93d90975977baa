import CarryoverStorage

/// Takes what keyring items are found by, which may be a user's name or address, out of what is meant to be pasted.
struct KeyringMask {
    private let places: [(place: String, masked: String)]

    init(_ sources: [SecretServiceSource]) {
        places = sources.map { ($0.location, $0.maskedLocation) }
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

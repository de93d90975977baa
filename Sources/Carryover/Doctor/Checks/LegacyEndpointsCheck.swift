import CarryoverCore

/// Whether the old provider's endpoints answer at all: the one that renews the old login, and the one that revokes it.
enum LegacyEndpointsCheck {
    private static let name = "old provider"

    /// - Parameter probes: Those of the old provider's endpoints.
    static func finding(_ probes: [Probe]) -> Finding {
        guard !probes.isEmpty else { return Finding(name, .skip, "no endpoint of it is configured") }
        if let error = probes.compactMap(\.error).first {
            return Finding(
                failed: name,
                "\(error)",
                remedy: "until it answers, an expired old login cannot be renewed, and nothing is revoked"
            )
        }
        let lines = probes.map { probe in
            guard case .success(let response) = probe.answer else { return probe.purpose }
            return "\(probe.purpose): HTTP \(response.status)"
        }
        return Finding(name, .ok, lines.joined(separator: ", "))
    }
}

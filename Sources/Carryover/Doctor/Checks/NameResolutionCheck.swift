import CarryoverCore

/// Whether the servers' names have addresses.
enum NameResolutionCheck {
    private static let name = "names"

    static func finding(_ probes: [Probe]) -> Finding {
        let named = probes.filter { !$0.endpoint.origin.isLoopback }
        guard !named.isEmpty else { return Finding(name, .skip, "every server is on this very machine") }
        let lost = named.hosts { $0.error?.code == .unresolved }
        guard lost.isEmpty else {
            return Finding(
                failed: name,
                "no address for \(lost.joined(separator: ", "))",
                remedy:
                    "check the spelling in the configuration, the network, and what /etc/resolv.conf names"
            )
        }
        return Finding(name, .ok, "an address for \(named.hosts { _ in true }.joined(separator: ", "))")
    }
}

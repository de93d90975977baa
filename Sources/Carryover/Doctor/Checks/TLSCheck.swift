import CarryoverCore

/// Whether the servers can prove who they are.
enum TLSCheck {
    private static let name = "TLS"

    static func finding(_ probes: [Probe]) -> Finding {
        let encrypted = probes.filter { $0.endpoint.origin.scheme == .https }
        guard !encrypted.isEmpty else {
            return Finding(name, .skip, "no server is spoken to by https, only this very machine by http")
        }
        if let error = encrypted.compactMap(\.error).first(where: { $0.code == .tls }) {
            return Finding(
                failed: name,
                "\(error)",
                remedy:
                    "check this machine's clock and its certificates; http.ca_file names a private authority"
            )
        }
        let proven = encrypted.hosts { $0.error == nil }
        guard !proven.isEmpty else { return Finding(name, .skip, "no connection came about") }
        return Finding(name, .ok, "verified, TLS 1.2 or newer: \(proven.joined(separator: ", "))")
    }
}

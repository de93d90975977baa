import CarryoverCore

/// Whether the old provider describes itself, and as what it is configured (OpenID Connect Discovery 1.0 §4).
enum DiscoveryCheck {
    private static let name = "discovery"

    /// Where an issuer describes itself, or `nil` for one that is no address.
    static func endpoint(of issuer: String) -> Endpoint? {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        return try? Endpoint("\(base)/.well-known/openid-configuration")
    }

    /// - Parameters:
    ///   - probe: The description, or `nil` where nobody was asked.
    ///   - provider: The old provider as it is configured.
    static func finding(_ probe: Probe?, _ provider: LegacyProvider) -> Finding {
        guard let probe else { return Finding(name, .skip, "no issuer with an address is configured") }
        guard case .success(let response) = probe.answer else {
            return Finding(name, .skip, "the old provider could not be asked")
        }
        guard (200...299).contains(response.status),
            let document = try? JSONValue(parsing: response.body).object
        else {
            return Finding(name, .skip, "the old provider does not describe itself: HTTP \(response.status)")
        }
        var differences: [String] = []
        func compare(_ member: String, _ configured: String?, _ key: String) {
            guard let configured, let published = document[member]?.string, published != configured else {
                return
            }
            differences.append("\(key) is \(configured), the provider says \(published)")
        }
        compare("issuer", provider.issuer, "legacy.issuer")
        compare("token_endpoint", provider.refresh?.endpoint?.url, "legacy.refresh.token_endpoint")
        compare("revocation_endpoint", provider.revocation?.endpoint?.url, "legacy.revoke.endpoint")
        guard differences.isEmpty else {
            return Finding(
                failed: name,
                differences.joined(separator: "; "),
                remedy: "correct the configuration, or make sure that the difference is meant"
            )
        }
        return Finding(name, .ok, "the old provider describes itself as configured")
    }
}

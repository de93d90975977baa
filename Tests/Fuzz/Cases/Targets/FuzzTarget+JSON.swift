@testable import CarryoverCore

extension FuzzTarget {
    /// JSON text: what is read is written, and read again as the same.
    static let json = FuzzTarget("json") { bytes in
        guard let value = try? JSONValue(parsing: bytes) else { return }
        let text = value.serialized
        guard let again = try? JSONValue(parsing: text) else {
            preconditionFailure("what was written cannot be read")
        }
        precondition(again == value, "what was written is something else")
        precondition(again.serialized == text, "a second writing differs")
        _ = (value.double, value.integer, value.prettyText)
    }

    /// Metadata of a server (RFC 8414): endpoints are usable, or there are none.
    static let metadata = FuzzTarget("metadata") { bytes in
        guard let document = (try? JSONValue(parsing: bytes))?.object else { return }
        let issuer = "https://issuer.example"
        guard let metadata = try? ServerMetadata(document, of: issuer) else { return }
        precondition(document["issuer"]?.string == issuer, "another issuer was believed")
        for endpoint in [metadata.tokenEndpoint, metadata.revocationEndpoint, metadata.endSessionEndpoint] {
            guard let endpoint else { continue }
            precondition(
                endpoint.origin.scheme == .https || endpoint.origin.isLoopback,
                "a token would go over plain http"
            )
        }
    }
}

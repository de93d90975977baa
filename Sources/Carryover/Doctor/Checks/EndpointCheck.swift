import CarryoverCore

/// Whether the migration endpoint answers at all.
enum EndpointCheck {
    private static let name = "migration endpoint"

    static func finding(_ answer: Result<HTTPResponse, TransportError>) -> Finding {
        switch answer {
        case .success(let response):
            Finding(name, .ok, "it answers with HTTP \(response.status) to a GET")
        case .failure(let error):
            Finding(failed: name, "\(error)", remedy: "check the network, the address and the proxy")
        }
    }
}

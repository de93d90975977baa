package import CarryoverCore

/// What one server said to a request that asks for nothing.
package struct Probe: Sendable {
    /// What the server is there for, in words.
    package let purpose: String
    package let endpoint: Endpoint
    package let answer: Result<HTTPResponse, TransportError>

    package init(_ purpose: String, _ endpoint: Endpoint, _ answer: Result<HTTPResponse, TransportError>) {
        self.purpose = purpose
        self.endpoint = endpoint
        self.answer = answer
    }

    var host: String { endpoint.origin.host }

    var error: TransportError? {
        if case .failure(let error) = answer { error } else { nil }
    }
}

extension [Probe] {
    /// The hosts that meet a condition, each once.
    func hosts(where condition: (Probe) -> Bool) -> [String] {
        var hosts: [String] = []
        for probe in self where condition(probe) && !hosts.contains(probe.host) { hosts.append(probe.host) }
        return hosts
    }
}

/// The endpoints that have refused a token which had only just come.
///
/// Another one would fare no better there, and each costs a refresh. After a while an endpoint may ask again: where nobody
/// knows how long tokens live, its refusal is the only sign that one is over.
struct RefusedOnArrival {
    private static let room = 256

    private var ends: [String: Duration] = [:]

    /// Notes that an endpoint has refused a token that was fresh.
    ///
    /// - Parameters:
    ///   - endpoint: Where the request went; its query does not matter.
    ///   - end: The uptime from which on its refusals count again.
    mutating func note(_ endpoint: Endpoint, until end: Duration) {
        if ends.count >= Self.room { ends = [:] }
        ends[endpoint.withoutQuery] = end
    }

    /// Whether an endpoint's refusal says nothing about the token.
    func contains(_ endpoint: Endpoint, uptime: Duration) -> Bool {
        ends[endpoint.withoutQuery].map { uptime < $0 } ?? false
    }
}

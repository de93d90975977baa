/// The endpoints that have refused a token which had only just come.
///
/// Another one would fare no better there, and each costs a refresh. After a while an endpoint may ask again: where nobody
/// knows how long tokens live, its refusal is the only sign that one is over.
struct RefusedOnArrival {
    private static let room = 256

    private var token: Fingerprint?
    private var ends: [String: Duration] = [:]

    /// Notes that an endpoint has refused a token that was fresh.
    ///
    /// - Parameters:
    ///   - endpoint: Where the request went, without its query.
    ///   - end: The uptime from which on its refusals count again.
    mutating func note(_ token: Fingerprint, at endpoint: Endpoint, until end: Duration) {
        if self.token != token || ends.count >= Self.room { ends = [:] }
        self.token = token
        ends[endpoint.withoutQuery] = end
    }

    /// Whether an endpoint's refusal of a token says nothing new.
    func contains(_ token: Fingerprint, at endpoint: Endpoint, uptime: Duration) -> Bool {
        guard self.token == token, let end = ends[endpoint.withoutQuery] else { return false }
        return uptime < end
    }
}

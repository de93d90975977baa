/// One fault: where it strikes, how often, and its details.
///
/// In JSON every key but `kind` may be left out; unknown keys are refused.
package struct Fault: Sendable, Codable, Hashable {
    /// What goes wrong.
    package var kind: FaultKind
    /// The server; `nil` means each.
    package var server: ServerName?
    /// The beginning of the paths it strikes.
    package var path = "/"
    /// The method; `nil` means each.
    package var method: String?
    /// How many requests it strikes; 0 means all until it is removed.
    package var times = 1
    /// How many matching requests pass unharmed first.
    package var after = 0
    /// The status that is answered.
    package var status: Int?
    /// The body that is answered.
    package var body: String?
    /// The body's media type (`application/json`).
    package var contentType: String?
    /// The value of `Retry-After`: seconds or an HTTP date.
    package var retryAfter: String?
    /// Header fields to set.
    package var headers: [String: String]?
    /// Header fields to leave out.
    package var names: [String]?
    /// Where a redirect leads.
    package var location: String?
    /// Seconds to wait.
    package var delaySeconds: Double?
    /// Seconds by which `Date` is wrong.
    package var offsetSeconds: Double?
    /// `upper`, `title` or `mixed`.
    package var headerCase: String?
    /// How many bytes of header fields to add.
    package var bytes: Int?
    /// Whether a lost answer ends in a reset (true) or in an orderly close.
    package var reset: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, server, path, method, times, after, status, body
        case contentType = "content_type"
        case retryAfter = "retry_after"
        case headers, names, location
        case delaySeconds = "delay_seconds"
        case offsetSeconds = "offset_seconds"
        case headerCase = "header_case"
        case bytes, reset
    }

    /// Creates a fault; set further details on the value.
    package init(_ kind: FaultKind, server: ServerName? = nil, path: String = "/", times: Int = 1) {
        self.kind = kind
        self.server = server
        self.path = path
        self.times = times
    }

    /// Returns a fault that answers a status.
    package static func status(
        _ status: Int,
        server: ServerName? = nil,
        path: String = "/",
        times: Int = 1,
        body: String? = nil,
        retryAfter: String? = nil
    ) -> Fault {
        var fault = Fault(.status, server: server, path: path, times: times)
        fault.status = status
        fault.body = body
        fault.retryAfter = retryAfter
        return fault
    }

    func strikes(_ call: Call, at name: ServerName) -> Bool {
        (server == nil || server == name) && call.path.hasPrefix(path)
            && (method == nil || method?.uppercased() == call.method)
    }
}

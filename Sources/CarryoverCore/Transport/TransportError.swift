/// Why no complete answer came.
///
/// The codes are open: a later version may add some, so a `switch` over them needs a `default`. The description
/// holds the origin and path that were asked, never a query, a header or a body.
public struct TransportError: Error, Sendable {
    /// The kind of failure; its raw value is stable and safe as a metric label.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable word for it.
        public let rawValue: String
        /// Creates a code from its word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The host's name could not be resolved.
        public static let unresolved = Code(rawValue: "unresolved")
        /// No connection came about.
        public static let unreachable = Code(rawValue: "unreachable")
        /// The peer could not be authenticated, or TLS 1.2 or newer not be agreed on.
        public static let tls = Code(rawValue: "tls")
        /// The time limit of the request passed.
        public static let timedOut = Code(rawValue: "timed-out")
        /// The connection ended before the answer was complete.
        public static let connectionLost = Code(rawValue: "connection-lost")
        /// The answer was larger than the request allows.
        public static let responseTooLarge = Code(rawValue: "response-too-large")
        /// What came back is not HTTP.
        public static let malformedResponse = Code(rawValue: "malformed-response")
        /// The request cannot be written as HTTP, for instance because of a line break in a field.
        public static let invalidRequest = Code(rawValue: "invalid-request")
        /// The calling task was cancelled.
        public static let cancelled = Code(rawValue: "cancelled")
        /// The transport cannot work on this machine at all, for instance because libcurl is missing.
        public static let unavailable = Code(rawValue: "transport-unavailable")
    }

    /// The kind of failure.
    public let code: Code
    /// Where the request went: method, origin and path.
    public let request: String
    /// What the layer below said, in its own words.
    public let detail: String
    /// Whether the server may have seen the request and acted on it.
    ///
    /// Only when this is `false` may a request with a one-time credential be sent again without further thought.
    public let mayHaveArrived: Bool

    /// Creates an error.
    public init(_ code: Code, request: HTTPRequest, detail: String, mayHaveArrived: Bool) {
        self.code = code
        self.request = request.description
        self.detail = detail
        self.mayHaveArrived = mayHaveArrived
    }
}

extension TransportError: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String { "\(request): \(code.rawValue) (\(detail))" }
}

extension CurlTransport {
    /// What all requests of a transport have in common.
    ///
    /// There is no setting that weakens the verification of TLS.
    public struct Configuration: Sendable, Hashable {
        /// The path of a PEM file with the certificate authorities to trust instead of the system's, or
        /// `nil`.
        public var certificateAuthorities: String?
        /// The `User-Agent` of requests that do not bring their own (RFC 9110 §10.1.5).
        public var userAgent: String
        /// The longest time until a connection stands, name resolution and TLS included.
        public var connectTimeout: Duration
        /// The number of idle connections that are kept for the next request; zero for none.
        public var idleConnections: Int
        /// The number of requests that run at a time, at least one; others wait, within their own time limit.
        public var maximumTransfers: Int

        /// Creates a configuration that suits an app with one or two servers to talk to.
        public init(
            certificateAuthorities: String? = nil,
            userAgent: String = "Carryover",
            connectTimeout: Duration = .seconds(10),
            idleConnections: Int = 4,
            maximumTransfers: Int = 32
        ) {
            self.certificateAuthorities = certificateAuthorities
            self.userAgent = userAgent
            self.connectTimeout = connectTimeout
            self.idleConnections = idleConnections
            self.maximumTransfers = maximumTransfers
        }
    }
}

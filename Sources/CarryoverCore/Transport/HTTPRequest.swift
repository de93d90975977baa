/// One HTTP request, with the limits that it has to keep to.
///
/// Whatever is secret in it (credentials, body) is in a ``Secret``; the description shows method, origin and path.
public struct HTTPRequest: Sendable {
    /// An HTTP method (RFC 9110 §9).
    public enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// The method.
    public var method: Method
    /// Where the request goes.
    public var endpoint: Endpoint
    /// Header fields that are not secret; credentials belong into ``authorization``.
    public var fields: HTTPFields
    /// Header fields whose values are secret, such as a cookie or an anti-CSRF token.
    public var secretFields: [(name: String, value: Secret)]
    /// The credentials of the `Authorization` field.
    public var authorization: HTTPAuthorization?
    /// The body, or `nil` for none.
    public var body: Secret?
    /// The longest time the whole exchange may take.
    public var timeout: Duration
    /// The largest answer that is accepted, header and body each, in bytes.
    public var maximumResponseBytes: Int

    /// Creates a request with the limits that suit a token endpoint: 15 seconds and one mebibyte.
    public init(
        _ method: Method,
        _ endpoint: Endpoint,
        fields: HTTPFields = [:],
        authorization: HTTPAuthorization? = nil,
        body: Secret? = nil,
        timeout: Duration = .seconds(15),
        maximumResponseBytes: Int = 1 << 20
    ) {
        self.method = method
        self.endpoint = endpoint
        self.fields = fields
        self.secretFields = []
        self.authorization = authorization
        self.body = body
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
    }
}

extension HTTPRequest: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String { "\(method.rawValue) \(endpoint.withoutQuery)" }
}

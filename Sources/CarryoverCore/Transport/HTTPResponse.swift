/// The complete answer to a request.
///
/// Its fields and body may hold tokens: the description shows the status and the size only.
public struct HTTPResponse: Sendable {
    /// The status code (RFC 9110 §15).
    public var status: Int
    /// The header fields, in the order they came in.
    public var fields: HTTPFields
    /// The body, decoded from any content coding.
    public var body: Secret

    /// Creates an answer.
    public init(status: Int, fields: HTTPFields = [:], body: Secret = Secret(bytes: [])) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

extension HTTPResponse: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String { "HTTP \(status), \(body.count) bytes" }
}

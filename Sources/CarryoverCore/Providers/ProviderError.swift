/// Why a provider did not do what it was asked to.
///
/// The kind decides everything: only ``Kind/refused`` ends a session or a migration.
public struct ProviderError: Error, Sendable {
    /// What a failure means for the session.
    public enum Kind: String, Sendable {
        /// It may pass: nothing is known about the credential.
        case transient
        /// The provider's own, parsed verdict on the credential.
        case refused
        /// The provider does not know the client or the endpoint; nothing is wrong with the credential.
        case configuration
        /// The credential is good, and the user is not known at the new provider yet.
        case notProvisioned = "not-provisioned"
    }

    /// What the failure means.
    public let kind: Kind
    /// The provider's own code, or ours in lower case with hyphens; safe as a metric label.
    public let code: String
    /// The status of the answer, or `nil` where none came.
    public let status: Int?
    /// The endpoint that was asked, without its query.
    public let endpoint: String
    /// How long the server asked to be left alone.
    public let retryAfter: Duration?
    /// Whether the server may have acted on the request.
    public let mayHaveArrived: Bool
    /// The transport's error, where no answer came.
    public let underlying: TransportError?
    /// What the provider's support finds the request by, such as Cloudflare's `CF-Ray`; nothing secret.
    public let traceID: String?

    /// Creates an error.
    public init(
        _ kind: Kind,
        code: String,
        status: Int? = nil,
        endpoint: Endpoint,
        retryAfter: Duration? = nil,
        mayHaveArrived: Bool = true,
        underlying: TransportError? = nil,
        traceID: String? = nil
    ) {
        self.kind = kind
        self.code = code
        self.status = status
        self.endpoint = endpoint.withoutQuery
        self.retryAfter = retryAfter
        self.mayHaveArrived = mayHaveArrived
        self.underlying = underlying
        self.traceID = traceID
    }
}

extension ProviderError {
    /// An error about a place that is known by its name only.
    init(_ kind: Kind, code: String, status: Int? = nil, place: String, mayHaveArrived: Bool = true) {
        self.kind = kind
        self.code = code
        self.status = status
        endpoint = place
        retryAfter = nil
        self.mayHaveArrived = mayHaveArrived
        underlying = nil
        traceID = nil
    }
}

extension ProviderError: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String {
        let answer = status.map { "HTTP \($0)" } ?? "no answer"
        let trace = traceID.map { ", trace \($0)" } ?? ""
        return "\(endpoint): \(kind.rawValue), \(code), \(answer)\(trace)"
    }
}

/// How a client proves itself at a token or revocation endpoint (RFC 6749 §2.3).
package enum ClientAuthentication: String, Sendable, Codable, Hashable, CaseIterable {
    /// HTTP Basic.
    case basic
    /// `client_id` and `client_secret` in the body.
    case post
    /// `client_id` alone: a public client.
    case none

    /// Returns whether a request proves that it comes from the client.
    ///
    /// - Parameters:
    ///   - call: The request.
    ///   - clientID: The client's identifier.
    ///   - clientSecret: The client's secret.
    package func accepts(_ call: Call, clientID: String, clientSecret: String) -> Bool {
        let basic = call.basicCredentials
        let fields = call.fields
        // More than one way of authentication in one request is an error (RFC 6749 §2.3).
        guard basic == nil || fields["client_secret"] == nil else { return false }
        return switch self {
        case .basic: basic?.id == clientID && basic?.secret == clientSecret
        case .post: fields["client_id"] == clientID && fields["client_secret"] == clientSecret
        case .none: basic == nil && fields["client_id"] == clientID
        }
    }
}

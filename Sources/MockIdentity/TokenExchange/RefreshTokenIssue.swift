/// When an exchange gives a refresh token, and where in the answer.
package enum RefreshTokenIssue: String, Sendable, Codable, Hashable {
    /// Always, beside the access token.
    case always
    /// Never.
    case never
    /// Beside the access token, to whoever asks for a refresh token, as Keycloak does.
    case onRequest = "on-request"
    /// To whoever asks for one, and then in the access token's place and alone, as RFC 8693 §2.2.1 may be read.
    case inPlace = "in-place"
}

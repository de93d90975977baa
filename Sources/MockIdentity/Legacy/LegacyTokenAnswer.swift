/// A token answer of the old provider, as the old app would have stored it.
package struct LegacyTokenAnswer: Sendable, Codable, Hashable {
    /// The access token, a JSON Web Token.
    package let accessToken: String
    /// The refresh token; `nil` where the old one stays.
    package let refreshToken: String?
    /// The ID token.
    package let idToken: String
    /// `Bearer`.
    package let tokenType: String
    /// Seconds that the access token lives from now.
    package let expiresIn: Int
    /// When the access token expires, in seconds since 1970; what an app stores, not part of the wire answer.
    package let expiresAt: Int
    /// The scope granted.
    package let scope: String

    enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case refreshToken = "refresh_token"
        case idToken = "id_token"
        case tokenType = "token_type"
        case expiresIn = "expires_in"
        case expiresAt = "expires_at"
        case scope
    }

    /// The answer as JSON, as an app would write it into its file.
    package var json: JSONValue {
        get throws { try JSONValue(encoding: self) }
    }

    /// The answer as it stands on the wire.
    var wire: JSONValue {
        get throws {
            var members = try json.object ?? [:]
            members["expires_at"] = nil
            return .object(members)
        }
    }
}

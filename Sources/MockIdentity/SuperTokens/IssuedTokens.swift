import Foundation

/// The tokens of one answer.
struct IssuedTokens: Sendable {
    /// The access token.
    let accessToken: String
    /// Its payload, which the front token repeats.
    let claims: [String: JSONValue]
    /// The refresh token; `nil` where only the access token is replaced.
    let refreshToken: String?
    /// The anti-CSRF token, if the session has one.
    let antiCSRFToken: String?

    /// The front token: standard base64 of the user, the expiry in milliseconds and the payload.
    var frontToken: String {
        let expiry = Int(claims["exp"]?.number ?? 0) * 1000
        let front: JSONValue = ["uid": claims["sub"] ?? .null, "ate": .int(expiry), "up": .object(claims)]
        return front.data.base64EncodedString()
    }
}

package import Foundation

/// A session of the standard authorization server: one family of refresh tokens.
package struct ExchangedSession: Sendable, Codable, Hashable {
    /// The identifier, in each access token.
    package let id: String
    /// The user.
    package let subject: String
    /// The scope granted.
    package let scope: String
    /// What the access tokens are for.
    package let audience: [String]
    /// When it was opened.
    package let createdAt: Date
    /// The fingerprint of the subject token.
    package let legacyFingerprint: String
    /// What the key of its tokens is known by, where they are bound to one.
    package var keyThumbprint: String?
    /// How often it was refreshed.
    package internal(set) var refreshes = 0

    enum CodingKeys: String, CodingKey {
        case id, subject, scope, audience
        case createdAt = "created_at"
        case legacyFingerprint = "legacy_fingerprint"
        case keyThumbprint = "key_thumbprint"
        case refreshes
    }
}

package import Foundation

/// A session at Stytch.
package struct StytchSession: Sendable, Codable, Hashable {
    /// The identifier.
    package let id: String
    /// Whom it is for.
    package let vertical: StytchVertical
    /// The user or member.
    package let userID: String
    /// The user's address.
    package let email: String
    /// The fingerprint of the old token that it was made from.
    package let legacyFingerprint: String
    /// How it came about: `imported` or `trusted_auth_token`.
    package let factor: String
    /// When it began.
    package let startedAt: Date
    /// When it was last used.
    package internal(set) var lastAccessedAt: Date
    /// When it ends.
    package internal(set) var expiresAt: Date
    /// SHA-256 of the opaque token that is current.
    package internal(set) var tokenHash: String
    /// How often it was authenticated.
    package internal(set) var authentications = 0

    enum CodingKeys: String, CodingKey {
        case id, vertical
        case userID = "user_id"
        case email
        case legacyFingerprint = "legacy_fingerprint"
        case factor
        case startedAt = "started_at"
        case lastAccessedAt = "last_accessed_at"
        case expiresAt = "expires_at"
        case tokenHash = "token_hash"
        case authentications
    }
}

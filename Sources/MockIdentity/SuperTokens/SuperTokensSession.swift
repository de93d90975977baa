package import Foundation

/// A session at the new provider.
package struct SuperTokensSession: Sendable, Codable, Hashable {
    /// The handle, in every access token of the session.
    package let handle: String
    /// The user.
    package let userID: String
    /// When it was created.
    package let createdAt: Date
    /// The fingerprint of the old token that it was exchanged for.
    package let legacyFingerprint: String
    /// SHA-256 of the refresh token that the database holds as the current one.
    package internal(set) var currentHash: String
    /// With CDI 5.6, SHA-256 of the refresh token before it.
    package internal(set) var previousHash: String?
    /// With CDI 5.6, when the previous token was rotated away.
    package internal(set) var rotatedAt: Date?
    /// When the session ends unless it is refreshed.
    package internal(set) var expiresAt: Date
    /// How often it was refreshed.
    package internal(set) var refreshes = 0

    enum CodingKeys: String, CodingKey {
        case handle
        case userID = "user_id"
        case createdAt = "created_at"
        case legacyFingerprint = "legacy_fingerprint"
        case currentHash = "current_hash"
        case previousHash = "previous_hash"
        case rotatedAt = "rotated_at"
        case expiresAt = "expires_at"
        case refreshes
    }
}

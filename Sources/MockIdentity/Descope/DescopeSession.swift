package import Foundation

/// A session at Descope.
package struct DescopeSession: Sendable, Codable, Hashable {
    /// The identifier, which no token shows.
    package let id: String
    /// The user.
    package let userID: String
    /// What the user signs in with.
    package let loginID: String
    /// When it was created.
    package let createdAt: Date
    /// The fingerprint of the old token that it was exchanged for.
    package let legacyFingerprint: String
    /// When the session ends.
    package let expiresAt: Date
    /// How often it was refreshed.
    package internal(set) var refreshes = 0

    enum CodingKeys: String, CodingKey {
        case id
        case userID = "user_id"
        case loginID = "login_id"
        case createdAt = "created_at"
        case legacyFingerprint = "legacy_fingerprint"
        case expiresAt = "expires_at"
        case refreshes
    }
}

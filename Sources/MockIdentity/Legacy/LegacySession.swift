package import Foundation

/// A session at the old provider: one family of refresh tokens.
package struct LegacySession: Sendable, Codable, Hashable {
    /// Where a session stands.
    package enum State: String, Sendable, Codable {
        /// Its newest refresh token works.
        case active
        /// A client revoked it.
        case revoked
        /// A spent refresh token came back, so all of its tokens were killed.
        case reuseDetected = "reuse-detected"
    }

    /// The identifier.
    package let id: String
    /// The user.
    package let subject: String
    /// The user's address.
    package let email: String
    /// The client it was opened for.
    package let clientID: String
    /// When it was opened.
    package let createdAt: Date
    /// Where it stands.
    package internal(set) var state = State.active
    /// Fingerprints of its refresh tokens that would be accepted, spent ones excluded.
    package internal(set) var refreshTokens: [String] = []
    /// How often it was refreshed.
    package internal(set) var refreshes = 0

    enum CodingKeys: String, CodingKey {
        case id, subject, email
        case clientID = "client_id"
        case createdAt = "created_at"
        case state
        case refreshTokens = "refresh_tokens"
        case refreshes
    }
}

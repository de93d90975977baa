package import Foundation

/// An access key that was imported.
package struct DescopeAccessKey: Sendable, Hashable {
    /// The identifier.
    package let id: String
    /// The name.
    package let name: String
    /// SHA-256 of the key itself.
    package let hash: String
    /// When it expires, or `nil` for never.
    package let expiresAt: Date?
    /// What the answer to the import tells of it.
    let description: [String: JSONValue]
}

import Foundation

/// A JSON Web Token's parts, read and not verified.
package struct UnverifiedToken: Sendable {
    /// The header's members.
    package let header: [String: JSONValue]
    /// The payload's members.
    package let claims: Claims

    /// Splits and decodes a token, or returns `nil` where it is none.
    package init?(_ token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3,
            let header = Base64URL.decode(parts[0]).flatMap({ JSONValue(parsing: Data($0)) })?.object,
            let payload = Base64URL.decode(parts[1]).flatMap({ JSONValue(parsing: Data($0)) })?.object
        else { return nil }
        self.header = header
        self.claims = Claims(members: payload)
    }
}

/// What kind of token something is, by its identifier (RFC 8693 §3): one of the standard's, or a URI of a server's own.
package struct TokenType: Sendable, Equatable {
    package static let accessToken = TokenType(standard: "access_token")
    package static let idToken = TokenType(standard: "id_token")
    package static let refreshToken = TokenType(standard: "refresh_token")

    /// The identifier, as it travels.
    package let uri: String

    /// Reads an identifier, or the last word of one of the three that an old login can hold.
    ///
    /// - Returns: `nil` for anything that is no absolute URI (RFC 3986 §4.3).
    package init?(_ text: String) {
        if let known = Self.known.first(where: { text == $0.name }) {
            self = known.type
        } else if Self.isAbsoluteURI(text) {
            uri = text
        } else {
            return nil
        }
    }

    private init(standard name: String) { uri = "urn:ietf:params:oauth:token-type:\(name)" }

    /// The words that configurations have for them.
    private static let known: [(name: String, type: TokenType)] = [
        ("access_token", accessToken), ("id_token", idToken), ("refresh_token", refreshToken),
    ]

    private static func isAbsoluteURI(_ text: String) -> Bool {
        let parts = text.utf8.split(
            separator: UInt8(ascii: ":"),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard parts.count == 2, let first = parts[0].first, isLetter(first), !parts[1].isEmpty else {
            return false
        }
        return parts[0].allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
            && isPath(parts[1])
    }

    /// Whether it is written in the letters of a URI, without a fragment.
    private static func isPath(_ text: Substring.UTF8View) -> Bool {
        var hexadecimalsDue = 0
        for byte in text {
            if hexadecimalsDue > 0 {
                guard isDigit(byte) || "abcdefABCDEF".utf8.contains(byte) else { return false }
                hexadecimalsDue -= 1
            } else if byte == UInt8(ascii: "%") {
                hexadecimalsDue = 2
            } else {
                let isPlain = isLetter(byte) || isDigit(byte) || "-._~:/?[]@!$&'()*+,;=".utf8.contains(byte)
                guard isPlain else { return false }
            }
        }
        return hexadecimalsDue == 0
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

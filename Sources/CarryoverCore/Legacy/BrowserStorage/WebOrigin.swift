/// The origin of a page (RFC 6454 §4), as browser engines write it down.
///
/// Apps in a web view have origins of their own, such as `file://` (Electron) or `tauri://localhost`.
package struct WebOrigin: Sendable, Hashable {
    package let scheme: String
    package let host: String
    /// The port, or `nil` where it is the scheme's own.
    package let port: UInt16?

    private static let standardPorts: [String: UInt16] = [
        "http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21,
    ]

    /// Reads `scheme://host:port`; a slash may follow, and nothing else.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        let scheme = text[..<colon].lowercased()
        var rest = text[colon...].dropFirst(3)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard Self.isScheme(scheme), let (host, port) = Self.parts(of: rest) else { return nil }
        // Of the origins without a host, only that of files names anything.
        guard !host.isEmpty || scheme == "file" else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port == Self.standardPorts[scheme] ? nil : port
    }

    /// The origin as pages see it.
    package var text: String { "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")" }

    private static func isScheme(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
    }

    private static func parts(of authority: Substring) -> (host: String, port: UInt16?)? {
        var host = authority
        var port: UInt16?
        // The colons of an IPv6 address are not what a port follows.
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let number = UInt16(authority[colon...].dropFirst()) else { return nil }
            host = authority[..<colon]
            port = number
        }
        // Colons belong into the brackets of an IPv6 address; `a:80:80` is no origin at all.
        guard !host.contains(":") || (host.hasPrefix("[") && host.hasSuffix("]")) else { return nil }
        let isPlain = host.utf8.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && !"/\\?#@%\"<>^`{|}".utf8.contains(byte)
        }
        return isPlain ? (host.lowercased(), port) : nil
    }
}

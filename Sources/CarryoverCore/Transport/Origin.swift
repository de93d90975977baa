/// Scheme, host and port: what decides whether a token may go somewhere (RFC 6454 §4).
public struct Origin: Sendable, Hashable {
    /// The two schemes there are.
    public enum Scheme: String, Sendable {
        case http, https
        var defaultPort: Int { self == .https ? 443 : 80 }
    }

    /// The scheme.
    public let scheme: Scheme
    /// The host in lower case, without brackets.
    public let host: String
    /// The port, the scheme's own where none was written.
    public let port: Int

    init?(scheme: Scheme, authority: String) {
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        let hostText: Substring
        let portText: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            hostText = authority[authority.index(after: authority.startIndex)..<close]
            let rest = authority[authority.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            portText = rest.isEmpty ? nil : rest.dropFirst()
            guard hostText.utf8.contains(UInt8(ascii: ":")),
                hostText.utf8.allSatisfy({ "0123456789abcdefABCDEF:.".utf8.contains($0) })
            else { return nil }
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            hostText = parts[0]
            portText = parts.count == 2 ? parts[1] : nil
            guard !hostText.isEmpty,
                hostText.utf8.allSatisfy({ Self.isHostByte($0) })
            else { return nil }
        }
        if let portText {
            guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(portText),
                (1...65535).contains(number)
            else { return nil }
            port = number
        } else {
            port = scheme.defaultPort
        }
        self.scheme = scheme
        host = hostText.lowercased()
    }

    /// Whether the host is this machine: `localhost`, `127.0.0.0/8` or `::1`.
    public var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        // Asked before each request, and so without taking the text to pieces.
        guard host.utf8.starts(with: "127.".utf8) else { return false }
        var (parts, number, digits) = (1, 0, 0)
        for byte in host.utf8 {
            if byte == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                (parts, number, digits) = (parts + 1, 0, 0)
            } else {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return false }
                (number, digits) = (number * 10 + Int(byte - UInt8(ascii: "0")), digits + 1)
                guard number <= 255 else { return false }
            }
        }
        return parts == 4 && digits > 0
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Origin: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String {
        let bracketed = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort
            ? "\(scheme.rawValue)://\(bracketed)" : "\(scheme.rawValue)://\(bracketed):\(port)"
    }
}

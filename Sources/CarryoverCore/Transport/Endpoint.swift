/// An absolute URL that credentials may be sent to: `https`, or plain `http` to this very machine.
///
/// The grammar is narrower than RFC 3986 on purpose: no user information, no fragment, no white space, no
/// backslash, so that no two parsers can disagree about the host.
public struct Endpoint: Sendable, Hashable {
    /// Why a text is not a usable endpoint.
    public enum Invalid: Error, Sendable, Equatable {
        /// It is not an absolute `https` or `http` URL of the accepted form.
        case malformed
        /// It is plain `http`, and its host is not a loopback address.
        case plainText(host: String)
    }

    /// The whole URL.
    public let url: String
    /// Scheme, host and port, as RFC 6454 compares them.
    public let origin: Origin
    private let pathStart: Int

    /// Parses a URL.
    ///
    /// - Throws: ``Invalid``; the text itself is not part of the error.
    public init(_ text: String) throws(Invalid) {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy(Self.isPlain) else { throw .malformed }
        let scheme: Origin.Scheme
        let authorityStart: Int
        let lowered = text.prefix(8).lowercased()
        if lowered.hasPrefix("https://") {
            (scheme, authorityStart) = (.https, 8)
        } else if lowered.hasPrefix("http://") {
            (scheme, authorityStart) = (.http, 7)
        } else {
            throw .malformed
        }
        pathStart =
            bytes[authorityStart...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            ?? bytes.endIndex
        let authority = String(decoding: bytes[authorityStart..<pathStart], as: UTF8.self)
        guard let origin = Origin(scheme: scheme, authority: authority) else { throw .malformed }
        if scheme == .http, !origin.isLoopback { throw .plainText(host: origin.host) }
        self.origin = origin
        url = text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "#"):
            false
        default: byte > 0x20 && byte < 0x7F
        }
    }

    /// The path and query, at least `/`.
    public var target: String {
        let rest = String(decoding: Array(url.utf8)[pathStart...], as: UTF8.self)
        return rest.hasPrefix("/") ? rest : "/" + rest
    }

    /// The URL up to its query, which might carry something that nobody should read.
    public var withoutQuery: String { String(url.prefix { $0 != "?" }) }

    /// This endpoint with a path added, and exactly one slash between the two; a query of this endpoint is dropped.
    public func appending(_ path: String) throws(Invalid) -> Endpoint {
        var base = withoutQuery
        while base.hasSuffix("/") { base.removeLast() }
        return try Endpoint(path.hasPrefix("/") ? base + path : "\(base)/\(path)")
    }
}

extension Endpoint: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String { withoutQuery }
}

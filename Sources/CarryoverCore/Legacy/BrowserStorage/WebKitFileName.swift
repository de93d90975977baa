/// The name of the file in which WebKitGTK keeps the local storage of an origin.
package enum WebKitFileName {
    /// `<scheme>_<host>_<port>.localstorage`; the port is 0 where it is the scheme's own.
    package static func name(of origin: WebOrigin) -> String {
        "\(origin.scheme)_\(escaped(origin.host))_\(origin.port ?? 0)\(suffix)"
    }

    /// Whether a name is that of some origin's file.
    package static func isOfOneOrigin(_ name: some StringProtocol) -> Bool { name.hasSuffix(suffix) }

    private static let suffix = ".localstorage"

    /// What some file system might not take, such as the colons of an IPv6 address, stands there as `%` and its code.
    private static func escaped(_ host: String) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var text = String.UnicodeScalarView()
        for byte in host.utf8 {
            if byte < 0x20 || byte >= 0x7F || "\"%*/:<>?\\|".utf8.contains(byte) {
                text.append("%")
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            } else {
                text.append(Unicode.Scalar(byte))
            }
        }
        return String(text)
    }
}

/// A body in `application/x-www-form-urlencoded`, built where it can be wiped.
struct FormBody {
    private var bytes: [UInt8] = []

    mutating func append(_ name: String, _ value: Secret) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        for byte in name.utf8 { Self.append(byte, to: &bytes) }
        bytes.append(UInt8(ascii: "="))
        value.withBytes { for byte in $0 { Self.append(byte, to: &bytes) } }
    }

    /// The body; what was built is overwritten.
    var secret: Secret {
        mutating get {
            defer { bytes.wipe() }
            return Secret(bytes: bytes)
        }
    }

    /// A text in the same encoding, as RFC 6749 §2.3.1 wants it for client credentials.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 { append(byte, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func encode(_ secret: Secret) -> Secret {
        var bytes: [UInt8] = []
        defer { bytes.wipe() }
        secret.withBytes { for byte in $0 { append(byte, to: &bytes) } }
        return Secret(bytes: bytes)
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "*"):
            bytes.append(byte)
        case 0x20: bytes.append(UInt8(ascii: "+"))
        default:
            let digits = Array("0123456789ABCDEF".utf8)
            bytes.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
    }
}

/// Which bytes a header field may be made of (RFC 9110 §5).
enum FieldSyntax {
    /// Fields that say where a message ends, or that belong to one connection only: the transport's business.
    private static let reserved: [StaticString] = [
        "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]

    /// Whether a field is the transport's business.
    static func isReserved(_ name: String) -> Bool { reserved.contains { isSame(name, $0) } }

    /// Whether a field has a name, which is given in lower case.
    static func isSame(_ name: String, _ lowercasedName: StaticString) -> Bool {
        guard name.utf8.count == lowercasedName.utf8CodeUnitCount else { return false }
        return lowercasedName.withUTF8Buffer { other in
            unsafe zip(name.utf8, other).allSatisfy { byte, otherByte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte) == otherByte
            }
        }
    }

    /// Whether a name is a token (RFC 9110 §5.6.2).
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(isNameByte)
    }

    /// Whether a value has no control character but the tab: a line break in it would begin another field.
    static func isValue(_ value: WipedBytes) -> Bool {
        unsafe value.bytes.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
    }

    /// Whether there is nothing but white space.
    static func isBlank(_ value: WipedBytes) -> Bool {
        unsafe value.bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension WipedBytes {
    /// Adds bytes in the base64 alphabet of RFC 4648 §4, padded.
    ///
    /// An encoder that returns a string would leave a copy of a password behind that nobody can overwrite.
    func appendBase64(_ plain: WipedBytes) {
        let source = unsafe plain.bytes
        for start in stride(from: 0, to: source.count, by: 3) {
            let present = min(3, source.count - start)
            var group: UInt32 = 0
            for index in 0..<3 {
                group = unsafe group << 8 | (index < present ? UInt32(source[start + index]) : 0)
            }
            for index in 0..<4 {
                append(
                    index <= present ? Self.symbol(group >> UInt32(18 - 6 * index) & 0x3F) : UInt8(ascii: "=")
                )
            }
        }
    }

    private static func symbol(_ value: UInt32) -> UInt8 {
        switch UInt8(value) {
        case let value where value < 26: UInt8(ascii: "A") + value
        case let value where value < 52: UInt8(ascii: "a") + value - 26
        case let value where value < 62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }
}

extension String {
    /// Writes bytes as two lower-case digits each.
    init(hexadecimal bytes: some Sequence<UInt8>) {
        self = bytes.reduce(into: "") { text, byte in
            text += byte < 0x10 ? "0" : ""
            text += String(byte, radix: 16)
        }
    }
}

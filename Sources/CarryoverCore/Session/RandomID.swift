/// Random identifiers.
package enum RandomID {
    /// A UUID of version 4 (RFC 9562 §5.4) in lower case.
    @Sendable package static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        // Each number is a call of the system; eight bytes of it are used, not one.
        let halves = [generator.next(), generator.next()]
        var bytes = (0..<16).map { UInt8(truncatingIfNeeded: halves[$0 / 8] >> (8 * ($0 % 8))) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Fingerprint.hexadecimal(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(hex[$0]) }.joined(separator: "-")
    }
}

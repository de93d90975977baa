import Crypto

/// The SHA-256 of a token: enough to recognise it, useless for presenting it.
///
/// Tokens are long and random, so that a plain hash of one cannot be turned back.
public struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
    /// 64 hexadecimal digits.
    public let hex: String

    /// The fingerprint of a token.
    public init(of secret: Secret) {
        var hash = SHA256()
        secret.withBytes { hash.update(bufferPointer: $0) }
        hex = Self.hexadecimal(hash.finalize())
    }

    /// A fingerprint that was written down before.
    package init(hex: String) {
        self.hex = hex
    }

    /// The first eight digits, for people.
    public var description: String { String(hex.prefix(8)) }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

import Crypto

/// Names a token without revealing it.
package enum Fingerprint {
    /// Returns the first twelve hexadecimal digits of the token's SHA-256.
    package static func of(_ token: String) -> String {
        String(sha256(token).prefix(12))
    }

    /// Returns the token's whole SHA-256 in lower-case hexadecimal digits.
    package static func sha256(_ token: String) -> String {
        hex(SHA256.hash(data: Array(token.utf8)))
    }

    /// Returns lower-case hexadecimal digits.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

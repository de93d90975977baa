import CCarryover
import Carryover

/// Texts that a C app owns.
enum CText {
    /// A copy of a text; a zero byte, which C would take for its end, becomes a question mark.
    static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
        var text = text
        if text.utf8.contains(0) {
            text = String(decoding: text.utf8.map { $0 == 0 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
        }
        return text.withUTF8 { unsafe carryover_platform_copy($0.baseAddress, $0.count) }
    }

    /// A copy of a secret, straight from its pages.
    static func copy(_ secret: Secret) -> UnsafeMutablePointer<CChar>? {
        unsafe secret.withBytes { unsafe carryover_platform_copy($0.baseAddress, $0.count) }
    }
}

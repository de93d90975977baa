/// The little of RFC 6265 that a client with two known cookies needs.
enum CookieText {
    /// The value that the last `Set-Cookie` field of that name sets, percent-decoded; `nil` where it clears it.
    static func value(of name: String, in fields: [String]) -> String? {
        var result: String?
        for field in fields {
            guard let pair = field.split(separator: ";", maxSplits: 1).first,
                let equals = pair.firstIndex(of: "="), pair[..<equals].trimmed == name
            else { continue }
            let value = pair[pair.index(after: equals)...].trimmed
            result = value.isEmpty ? nil : decode(value)
        }
        return result
    }

    /// A value in the form in which it is sent: unlike in a form, a space has no sign of its own.
    static func encode(_ text: String) -> String {
        FormBody.encode(text).split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%20")
    }

    private static func decode(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Character(UnicodeScalar(bytes[index + 1])).hexDigitValue,
                let low = Character(UnicodeScalar(bytes[index + 2])).hexDigitValue
            {
                result.append(UInt8(high << 4 | low))
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

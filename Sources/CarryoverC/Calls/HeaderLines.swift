import Carryover

/// The header of an answer, line by line, as an HTTP client has it.
enum HeaderLines {
    /// The fields; a line without a colon, such as the status line, is none.
    static func fields(_ text: String) -> HTTPFields {
        var fields: HTTPFields = [:]
        for line in text.utf8.split(whereSeparator: isEnd) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
                continue
            }
            let value = trimmed(line[line.index(after: colon)...])
            fields.append(
                String(decoding: line[..<colon], as: UTF8.self),
                String(decoding: value, as: UTF8.self)
            )
        }
        return fields
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return text[text.endIndex...] }
        return text[first...last]
    }
}

/// Reads JSON (RFC 8259) strictly, with a limit to its depth, and can tell where each value stands.
package struct JSONScanner {
    private var bytes: [UInt8]
    package private(set) var position = 0
    private static let maximumDepth = 64

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark is not JSON, but editors of other systems leave one.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Overwrites the text, after which there is none to read.
    mutating func wipe() {
        bytes.wipe()
        position = 0
    }

    /// Reads one value and nothing but white space after it.
    package mutating func document() throws(JSONError) -> JSONValue {
        let value = try value(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw failure("text after the value") }
        return value
    }

    /// Reads a value that may be preceded by white space.
    package mutating func value(depth: Int = 0) throws(JSONError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw failure("too deep") }
        skipWhitespace()
        switch try peek() {
        case UInt8(ascii: "{"):
            var members: [(String, JSONValue)] = []
            try enumerateMembers { (scanner, name, _) throws(JSONError) in
                members.append((name, try scanner.value(depth: depth + 1)))
            }
            return .object(JSONObject(members))
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try enumerateElements { (scanner, _) throws(JSONError) in
                elements.append(try scanner.value(depth: depth + 1))
            }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    /// Reads an object; for each member the closure is called with the name and the name's place, before the value.
    package mutating func enumerateMembers(
        _ body: (inout JSONScanner, String, Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        try expect(UInt8(ascii: "{"))
        skipWhitespace()
        if try peek() == UInt8(ascii: "}") { return position += 1 }
        while true {
            skipWhitespace()
            let start = position
            let name = try string()
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            skipWhitespace()
            try body(&self, name, start)
            if try endOfList(UInt8(ascii: "}")) { return }
        }
    }

    /// Reads an array; the closure is called with each index, before the element.
    package mutating func enumerateElements(
        _ body: (inout JSONScanner, Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        try expect(UInt8(ascii: "["))
        skipWhitespace()
        if try peek() == UInt8(ascii: "]") { return position += 1 }
        var index = 0
        while true {
            skipWhitespace()
            try body(&self, index)
            index += 1
            if try endOfList(UInt8(ascii: "]")) { return }
        }
    }

    private mutating func endOfList(_ end: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        let next = try peek()
        guard next == end || next == UInt8(ascii: ",") else {
            throw failure("a comma or an end was expected")
        }
        position += 1
        return next == end
    }

    package mutating func skipWhitespace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    /// The byte at the current place.
    package func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw failure("the text ends too early") }
        return bytes[position]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else {
            throw failure("'\(String(UnicodeScalar(byte)))' was expected")
        }
        position += 1
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = text.withUTF8Buffer { Array($0) }
        guard bytes[position...].starts(with: expected) else { throw failure("unknown word") }
        position += expected.count
        return value
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
        func current(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
        if current(position) == UInt8(ascii: "-") { position += 1 }
        guard isDigit(current(position)) else { throw failure("a value was expected") }
        if current(position) == UInt8(ascii: "0") {
            position += 1
        } else {
            while isDigit(current(position)) { position += 1 }
        }
        if current(position) == UInt8(ascii: ".") {
            position += 1
            guard isDigit(current(position)) else { throw failure("a digit was expected") }
            while isDigit(current(position)) { position += 1 }
        }
        if let byte = current(position), byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if let sign = current(position), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                position += 1
            }
            guard isDigit(current(position)) else { throw failure("a digit was expected") }
            while isDigit(current(position)) { position += 1 }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Reads a string, escapes resolved.
    package mutating func string() throws(JSONError) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
            bytes[position] != UInt8(ascii: "\\")
        {
            guard bytes[position] >= 0x20 else { throw failure("a control character in a string") }
            position += 1
        }
        if try peek() == UInt8(ascii: "\"") {
            guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
                throw failure("not UTF-8")
            }
            position += 1
            return text
        }
        return try escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var result = Array(bytes[start..<position])
        while true {
            let byte = try peek()
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: result, as: UTF8.self) else { throw failure("not UTF-8") }
                return text
            case UInt8(ascii: "\\"):
                let escape = try peek()
                position += 1
                switch escape {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
                case UInt8(ascii: "b"): result.append(0x08)
                case UInt8(ascii: "f"): result.append(0x0C)
                case UInt8(ascii: "n"): result.append(0x0A)
                case UInt8(ascii: "r"): result.append(0x0D)
                case UInt8(ascii: "t"): result.append(0x09)
                case UInt8(ascii: "u"): result.append(contentsOf: Array(String(try unicodeEscape()).utf8))
                default: throw failure("unknown escape")
                }
            case 0..<0x20: throw failure("a control character in a string")
            default: result.append(byte)
            }
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Character {
        let first = try hexQuad()
        if let scalar = UnicodeScalar(UInt32(first)) { return Character(scalar) }
        // A high surrogate needs its low one; alone it stands for no character.
        guard (0xD800..<0xDC00).contains(first), position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        else { throw failure("half a surrogate pair") }
        position += 2
        let second = try hexQuad()
        guard (0xDC00..<0xE000).contains(second) else { throw failure("half a surrogate pair") }
        let code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = UnicodeScalar(code) else { throw failure("half a surrogate pair") }
        return Character(scalar)
    }

    private mutating func hexQuad() throws(JSONError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw failure("the text ends too early") }
        var value: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw failure("not hexadecimal")
            }
            value = value << 4 | UInt16(digit)
        }
        position += 4
        return value
    }

    private func failure(_ reason: String) -> JSONError {
        JSONError(reason: reason, offset: position)
    }
}

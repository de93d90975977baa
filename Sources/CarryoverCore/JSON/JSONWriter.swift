/// Writes JSON as UTF-8.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let indentation: Int?
    private var depth = 0

    init(indentation: Int? = nil) {
        self.indentation = indentation
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .number(let text): append(text)
        case .string(let text): writeString(text)
        case .array(let elements):
            writeList("[", "]", elements) { writer, element in writer.write(element) }
        case .object(let object):
            writeList("{", "}", object.members) { writer, member in
                writer.writeString(member.name)
                writer.append(writer.indentation == nil ? ":" : ": ")
                writer.write(member.value)
            }
        }
    }

    private mutating func writeList<Element>(
        _ open: String,
        _ close: String,
        _ elements: [Element],
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        depth += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            newLine()
            body(&self, element)
        }
        depth -= 1
        if !elements.isEmpty { newLine() }
        append(close)
    }

    private mutating func newLine() {
        guard let indentation else { return }
        makeRoom(for: 1 + depth * indentation)
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: depth * indentation))
    }

    /// Makes room for more bytes; an array that grows by itself leaves behind what it has outgrown, tokens and all.
    private mutating func makeRoom(for count: Int) {
        let needed = bytes.count + count
        guard needed > bytes.capacity else { return }
        var larger: [UInt8] = []
        larger.reserveCapacity(max(needed, bytes.capacity * 2, 256))
        larger.append(contentsOf: bytes)
        bytes.wipe()
        bytes = larger
    }

    private mutating func append(_ text: String) {
        makeRoom(for: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func writeString(_ text: String) {
        // No byte takes more than six, and most take one.
        makeRoom(for: 2 + text.utf8.count * (text.utf8.contains { $0 < 0x20 } ? 6 : 2))
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append(#"\""#)
            case UInt8(ascii: "\\"): append(#"\\"#)
            case 0x0A: append(#"\n"#)
            case 0x0D: append(#"\r"#)
            case 0x09: append(#"\t"#)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                append(#"\u00"#)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

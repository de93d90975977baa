import CarryoverCore

/// The header of an answer, taken line by line as RFC 9112 §2.1 orders it.
///
/// Of several header blocks only the final one counts: an informational answer (RFC 9110 §15.2) is forgotten.
struct ResponseHead {
    /// The line does not fit where it stands.
    struct Malformed: Error {}

    private enum Phase { case statusLine, fields, complete }

    private var phase = Phase.statusLine
    private var lines: [(name: String, value: String)] = []
    private(set) var status = 0

    /// Whether the empty line after the final block was seen; what follows are trailers.
    var isComplete: Bool { phase == .complete }

    /// The fields of the final block, in order.
    var fields: HTTPFields {
        var fields = HTTPFields()
        for line in lines { fields.append(line.name, line.value) }
        return fields
    }

    /// Takes the next line, with its line ending; lines after the final block are ignored.
    mutating func take(_ line: some BidirectionalCollection<UInt8>) throws(Malformed) {
        let text = Self.trimmed(line)
        switch phase {
        case .statusLine:
            status = try Self.status(in: text)
            lines = []
            phase = .fields
        case .fields where text.isEmpty:
            phase = (100..<200).contains(status) ? .statusLine : .complete
        case .fields:
            try takeField(text, isFolded: line.first.map(Self.isBlank) ?? false)
        case .complete:
            break
        }
    }

    private mutating func takeField(_ text: some Collection<UInt8>, isFolded: Bool) throws(Malformed) {
        // RFC 9112 §5.2: a folded line continues the value before it.
        if isFolded {
            guard let last = lines.indices.last else { throw Malformed() }
            lines[last].value += " " + String(decoding: text, as: UTF8.self)
            return
        }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex else {
            throw Malformed()
        }
        let name = text[..<colon]
        guard name.allSatisfy(FieldSyntax.isNameByte) else { throw Malformed() }
        let value = text[text.index(after: colon)...].drop(while: Self.isBlank)
        lines.append((String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }

    private static func status(in text: some Collection<UInt8>) throws(Malformed) -> Int {
        guard text.starts(with: "HTTP/".utf8) else { throw Malformed() }
        let rest = text.drop { $0 != 0x20 }.drop { $0 == 0x20 }
        var (status, digits) = (0, 0)
        for byte in rest {
            if byte == 0x20 { break }
            guard digits < 3, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { throw Malformed() }
            status = status * 10 + Int(byte - UInt8(ascii: "0"))
            digits += 1
        }
        guard digits == 3, status >= 100 else { throw Malformed() }
        return status
    }

    private static func trimmed<Line: BidirectionalCollection<UInt8>>(_ line: Line) -> Line.SubSequence {
        var rest = line.drop { isBlank($0) }
        while let last = rest.last, isBlank(last) || last == 0x0D || last == 0x0A { rest.removeLast() }
        return rest
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// One line of text with its inks.
struct Line: Sendable, Equatable {
    struct Span: Sendable, Equatable {
        var text: String
        var ink: Ink
    }

    private(set) var spans: [Span] = []

    init() {}

    init(_ text: String, _ ink: Ink = .plain) {
        append(text, ink)
    }

    mutating func append(_ text: String, _ ink: Ink = .plain) {
        guard !text.isEmpty else { return }
        let text = Columns.harmless(text)
        if let last = spans.indices.last, spans[last].ink == ink {
            spans[last].text += text
        } else {
            spans.append(Span(text: text, ink: ink))
        }
    }

    static func + (left: Line, right: Line) -> Line {
        var line = left
        for span in right.spans { line.append(span.text, span.ink) }
        return line
    }

    var text: String { spans.map(\.text).joined() }

    var width: Int { spans.reduce(0) { $0 + Columns.of($1.text) } }

    /// The line in at most so many columns; what does not fit ends in an ellipsis.
    func clipped(to columns: Int) -> Line {
        guard width > columns else { return self }
        var line = Line()
        var room = max(columns - 1, 0)
        for span in spans {
            var kept = ""
            for character in span.text {
                let width = Columns.of(character)
                if width > room {
                    line.append(kept, span.ink)
                    if columns > 0 { line.append("…", span.ink) }
                    return line
                }
                room -= width
                kept.append(character)
            }
            line.append(kept, span.ink)
        }
        return line
    }

    /// The line with blanks up to a column.
    func padded(to columns: Int) -> Line {
        self + Line(String(repeating: " ", count: max(0, columns - width)))
    }

    /// What is written to a terminal.
    func rendered(inColour: Bool) -> String {
        guard inColour else { return text }
        return spans.map { span in
            span.ink.parameters.map { "\u{1B}[\($0)m\(span.text)\u{1B}[0m" } ?? span.text
        }.joined()
    }
}

/// One row of cells that text can be put into at any column.
struct CellRow: Sendable {
    /// The character that begins in a cell; `nil` where a wide one goes on.
    private var cells: [(character: Character?, ink: Ink)]

    init(width: Int) {
        cells = Array(repeating: (" ", .plain), count: max(width, 0))
    }

    var width: Int { cells.count }

    /// Writes text over what is there; what lies outside the row is left out.
    mutating func put(_ text: String, at column: Int, _ ink: Ink = .plain) {
        put(Line(text, ink), at: column)
    }

    mutating func put(_ line: Line, at column: Int) {
        var column = column
        for span in line.spans {
            for character in span.text {
                let width = Columns.of(character)
                if column >= 0, column + width <= cells.count {
                    cells[column] = (character, span.ink)
                    if width == 2 { cells[column + 1] = (nil, span.ink) }
                }
                column += width
            }
        }
    }

    /// Fills the cells between two columns, the second excluded.
    mutating func fill(_ character: Character, from start: Int, to end: Int, _ ink: Ink) {
        for column in max(start, 0)..<max(min(end, cells.count), max(start, 0)) {
            cells[column] = (character, ink)
        }
    }

    /// The row as a line, without the blanks at its end.
    var line: Line {
        let end = (cells.lastIndex { $0.character != " " } ?? -1) + 1
        var line = Line()
        for cell in cells[..<end] {
            if let character = cell.character { line.append(String(character), cell.ink) }
        }
        return line
    }
}

/// How many columns a terminal gives to text.
enum Columns {
    /// Scripts and pictures that take two columns, by the first scalar of a character.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    static func of(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        return wide.contains { $0.contains(first.value) } ? 2 : 1
    }

    static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

    /// The text without anything that a terminal would take for a command.
    ///
    /// Names and reasons come from servers and files, and must not be able to move the cursor.
    static func harmless(_ text: String) -> String {
        String(
            text.map { character in
                let isControl = character.unicodeScalars.contains { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: true
                    default: false
                    }
                }
                return isControl ? "\u{FFFD}" : character
            }
        )
    }
}

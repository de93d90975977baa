/// The commands to a terminal that are used here (ECMA-48, and xterm's private modes).
enum ControlSequence {
    static let home = "\u{1B}[H"
    static let eraseToEndOfLine = "\u{1B}[K"
    static let eraseBelow = "\u{1B}[J"
    static let enterAlternateScreen = "\u{1B}[?1049h"
    static let leaveAlternateScreen = "\u{1B}[?1049l"
    static let hideCursor = "\u{1B}[?25l"
    static let showCursor = "\u{1B}[?25h"
    static let plainInk = "\u{1B}[0m"

    static func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)A" : "" }

    /// What puts a terminal back that a full-screen view was drawn on.
    static let leaveFullScreen = plainInk + showCursor + leaveAlternateScreen
}

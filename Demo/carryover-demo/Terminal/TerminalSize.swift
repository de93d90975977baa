import Glibc

/// How large a terminal is, in characters.
struct TerminalSize: Sendable, Equatable {
    var columns: Int
    var rows: Int

    static let standard = TerminalSize(columns: 80, rows: 24)

    /// The size of the terminal that standard output goes to.
    static var current: TerminalSize { of(STDOUT_FILENO) }

    /// The size of the terminal that a stream goes to; the standard one where it goes to none.
    static func of(_ descriptor: Int32) -> TerminalSize {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return .standard
        }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}

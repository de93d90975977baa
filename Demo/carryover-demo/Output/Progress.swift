import Glibc
import Synchronization

/// One line on standard error that says what is waited for; it is gone as soon as there is anything to print.
///
/// Only on a terminal: a log has no use for it.
enum Progress {
    private static let isShown = Mutex(false)
    private static let isWanted = isatty(STDERR_FILENO) == 1 && Variable.value("TERM") != "dumb"

    static func show(_ text: String) {
        guard isWanted else { return }
        isShown.withLock { isShown in
            isShown = true
            let columns = TerminalSize.of(STDERR_FILENO).columns
            let line = Line("… \(text)").clipped(to: columns - 1).text
            write("\r\(line)\(ControlSequence.eraseToEndOfLine)")
        }
    }

    /// Takes the line away.
    static func clear() {
        guard isWanted else { return }
        isShown.withLock { isShown in
            guard isShown else { return }
            isShown = false
            write("\r\(ControlSequence.eraseToEndOfLine)")
        }
    }

    private static func write(_ text: String) {
        var text = text
        text.withUTF8 { Output.bytes(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
    }
}

import ArgumentParser
import Glibc

/// Waits for the end of the process that started it, and puts the terminal back if that left it as it was.
struct RestoreTerminalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore-terminal",
        abstract: "Put the terminal back when a full-screen view was killed.",
        shouldDisplay: false
    )

    /// What says that nothing is to be put back.
    static let dismissal = "in order"

    func run() throws {
        // Whatever ends the view is sent to its whole group, and must not end this as well.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTOU, SIGTTIN] {
            signal(number, SIG_IGN)
        }
        var saved: termios?
        while let line = readLine() {
            if line == Self.dismissal { return }
            saved = TerminalSettings.parse(line) ?? saved
        }
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0, var settings = saved else { return }
        var text = ControlSequence.leaveFullScreen
        text.withUTF8 { bytes in _ = write(terminal, bytes.baseAddress, bytes.count) }
        tcsetattr(terminal, TCSANOW, &settings)
    }
}

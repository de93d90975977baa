import Glibc

/// A process whose only purpose is to put the terminal back when the one that draws on it dies without a word.
///
/// No handler can do that for SIGKILL.
struct TerminalGuardian: Sendable {
    private let process: ChildProcess?

    /// Posts a guardian who knows the settings as they were.
    init(_ settings: termios) {
        process = try? ChildProcess(
            ChildProcess.sibling("carryover-demo"),
            ["restore-terminal"],
            environment: [
                "PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": Variable.value("LD_LIBRARY_PATH") ?? "",
            ],
            outlivesUs: true
        )
        process?.send(TerminalSettings.text(settings))
    }

    /// Tells the guardian that the terminal is in order.
    func dismiss() { process?.send(RestoreTerminalCommand.dismissal) }
}

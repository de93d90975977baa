import Glibc

/// The terminal while a full-screen view is on it: another screen, no cursor, keys without a line's end.
struct FullScreen: Sendable {
    private let saved: termios
    private let guardian: TerminalGuardian

    /// Takes the terminal over.
    ///
    /// - Returns: `nil` where standard input is no terminal.
    init?() {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        saved = settings
        guardian = TerminalGuardian(settings)
        enter()
    }

    /// Takes the terminal over, again after ``leave()``.
    func enter() {
        var settings = saved
        // Signals stay signals.
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
        Output.text(ControlSequence.enterAlternateScreen + ControlSequence.hideCursor)
    }

    /// Gives it back as it was.
    func leave() {
        Output.text(ControlSequence.leaveFullScreen)
        var settings = saved
        tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    }

    /// Gives it back for good.
    func end() {
        leave()
        guardian.dismiss()
    }
}

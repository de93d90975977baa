import Glibc

/// What standard output is, and what may be written to it.
struct TerminalFacts: Sendable, Equatable {
    /// Whether lines can be drawn over.
    let isTerminal: Bool
    let hasColour: Bool

    /// - Parameters:
    ///   - isTerminal: Whether the stream leads to a terminal at all.
    ///   - type: The variable `TERM`; a terminal that says nothing of itself is drawn on no more than a dumb one.
    ///   - noColour: The variable `NO_COLOR`, which counts unless it is empty (no-color.org), or the option.
    init(isTerminal: Bool, type: String?, noColour: Bool) {
        self.isTerminal = isTerminal && type != nil && type != "dumb"
        hasColour = self.isTerminal && !noColour
    }

    /// The facts about one of this process's streams.
    static func of(_ descriptor: Int32 = STDOUT_FILENO, noColour: Bool) -> TerminalFacts {
        TerminalFacts(
            isTerminal: isatty(descriptor) == 1,
            type: Variable.value("TERM"),
            noColour: noColour || Variable.value("NO_COLOR") != nil
        )
    }
}

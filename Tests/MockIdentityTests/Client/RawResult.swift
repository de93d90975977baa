/// How a request ended.
enum RawResult: Sendable {
    case answered(RawAnswer)
    /// The server closed in good order before the first byte.
    case closed
    /// The server reset the connection.
    case reset
    /// Nothing came in time.
    case silent

    var answer: RawAnswer? {
        if case .answered(let answer) = self { answer } else { nil }
    }

    var isClosed: Bool { if case .closed = self { true } else { false } }
    var isReset: Bool { if case .reset = self { true } else { false } }
    var isSilent: Bool { if case .silent = self { true } else { false } }
}

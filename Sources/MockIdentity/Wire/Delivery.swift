/// How an answer reaches the client, if it does.
enum Delivery: Sendable {
    /// As it should.
    case whole
    /// The head announces the whole length, the body stops half-way and the connection closes.
    case truncated
    /// The connection closes in good order before a byte is sent.
    case closed
    /// The connection is reset before a byte is sent.
    case reset
}

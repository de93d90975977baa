/// Why this side broke a transfer off, in the words of the error.
enum Interruption: String {
    /// Header or body went over the request's limit.
    case tooLarge = "the answer is larger than the request allows"
    /// A header line that no HTTP parser should accept.
    case malformed = "the header has a line that is not HTTP"
    /// A reused connection died under a request that must not be sent a second time.
    case repeatRefused = "the connection was lost, and the request may not be sent twice"
}

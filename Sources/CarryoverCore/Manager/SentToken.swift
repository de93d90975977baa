/// A token that a request was sent with, as far as an answer to it is judged by that.
struct SentToken {
    let token: Fingerprint
    /// Whether it is the new provider's, and not the legacy one's.
    let isStored: Bool
    let attempt: RequestAttempt
    let endpoint: Endpoint
}

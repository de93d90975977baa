/// One request of a session that was found valid.
struct SessionVisit: Sendable {
    /// The session's handle.
    let handle: String
    /// The user.
    let userID: String
    /// How its token came.
    let mode: TransferMode
    /// The replacement that the answer must carry, after the first use of a refreshed token.
    let replacement: IssuedTokens?

    /// Adds the replacement, if there is one, to an answer.
    func apply(to answer: inout Answer, headers: SessionHeaders) {
        if let replacement {
            headers.set(replacement, mode: mode, on: &answer)
        }
    }
}

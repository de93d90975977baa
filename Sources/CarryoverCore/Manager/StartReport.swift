/// What a start came to.
public struct StartReport: Sendable {
    /// Where the user stands now.
    public let state: SessionState
    /// What went wrong on the way, if anything did: a session can be usable and a problem be worth telling.
    public let problem: SessionError?

    package init(state: SessionState, problem: SessionError? = nil) {
        self.state = state
        self.problem = problem
    }
}

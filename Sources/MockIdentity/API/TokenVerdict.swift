/// What a provider says of a request to the API.
package enum TokenVerdict: Sendable {
    /// It carries no token of this provider: the next one is asked.
    case notMine
    /// It carries a valid token.
    case accepted(TokenHolder)
    /// It carries a token of this provider that is no good: answer this.
    case refused(Answer)
}

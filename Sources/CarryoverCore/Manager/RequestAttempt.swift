/// How often a request has been sent already, and with what, as far as that decides about sending it once more.
package enum RequestAttempt: Int, Sendable {
    case first
    /// With the same token and another proof.
    case provenAgain
    /// With the token that took the place of one that was not taken.
    case withFreshToken

    /// What an answer asks for.
    enum Sequel {
        /// Nothing: it is the answer.
        case stands
        /// The same request with the same token, and with what came with the answer.
        case anotherProof
        /// The same request with another token.
        case anotherToken
    }

    /// What comes after an answer to this attempt.
    ///
    /// - Parameter isStored: Whether the token is the new provider's, and not the legacy one's.
    func sequel(of response: HTTPResponse, isStored: Bool, by provider: any IdentityProvider) -> Sequel {
        // Asked each time, since a provider learns from the question.
        if isStored, provider.asksAgain(response), self == .first { return .anotherProof }
        if isStored, provider.endsSession(response) { return .stands }
        guard self != .withFreshToken, response.status == (isStored ? provider.expiredStatus : 401) else {
            return .stands
        }
        return .anotherToken
    }
}

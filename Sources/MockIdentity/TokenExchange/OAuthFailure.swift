/// An error of RFC 6749 §5.2, on its way to becoming an answer.
struct OAuthFailure: Error, Sendable {
    let code: String
    let description: String
    var status = 400
    let outcome: String
    /// What the next proof must hold (RFC 9449 §8).
    var nonce: String?

    var answer: Answer {
        var answer = Answer.oauthError(code, description, status: status, outcome: outcome)
        if let nonce { answer.headers.set("dpop-nonce", nonce) }
        return answer
    }

    static func invalidRequest(_ description: String) -> OAuthFailure {
        OAuthFailure(code: "invalid_request", description: description, outcome: "bad-request")
    }
}

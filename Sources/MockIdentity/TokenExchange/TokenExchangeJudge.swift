/// Accepts the standard authorization server's access tokens by signature, issuer, expiry and, where they are bound to a
/// key, proof (RFC 9449 §7).
struct TokenExchangeJudge: TokenJudge {
    let server: TokenExchangeServer

    func judge(_ call: Call) async throws -> TokenVerdict {
        guard let (token, isProven) = Self.token(of: call), let claims = await server.claims(of: token),
            let subject = claims.subject
        else { return .notMine }
        let isBound = claims.members["cnf"] != nil
        guard isBound == isProven else {
            var answer = Answer.json([:], status: 401, outcome: "scheme-refused")
            answer.headers.set("www-authenticate", "DPoP error=\"invalid_token\"")
            return .refused(answer)
        }
        if isBound, let refusal = server.judgeProof(call, token: token, of: claims) { return refusal }
        return .accepted(TokenHolder(kind: "token-exchange", subject: subject))
    }

    private static func token(of call: Call) -> (token: String, isProven: Bool)? {
        if let token = call.bearerToken { return (token, false) }
        guard let parts = call.headers["authorization"]?.split(separator: " "), parts.count == 2,
            parts[0].lowercased() == "dpop"
        else { return nil }
        return (String(parts[1]), true)
    }
}

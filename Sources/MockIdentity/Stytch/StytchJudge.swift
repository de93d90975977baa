/// Accepts Stytch's session JWTs as a backend does: by signature, issuer, audience and expiry.
struct StytchJudge: TokenJudge {
    let server: StytchServer

    func judge(_ call: Call) async throws -> TokenVerdict {
        guard let token = call.bearerToken, let claims = await server.claims(of: token),
            let subject = claims.subject
        else { return .notMine }
        return .accepted(TokenHolder(kind: "stytch", subject: subject))
    }
}

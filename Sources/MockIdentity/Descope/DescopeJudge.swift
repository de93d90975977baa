/// Accepts Descope's session tokens as a backend does: by signature, issuer, kind and expiry, without asking Descope.
struct DescopeJudge: TokenJudge {
    let server: DescopeServer

    func judge(_ call: Call) async throws -> TokenVerdict {
        guard let token = call.bearerToken, let claims = await server.claims(of: token, kind: "DS"),
            let subject = claims.subject
        else { return .notMine }
        return .accepted(TokenHolder(kind: "descope", subject: subject))
    }
}

/// Accepts the old provider's access tokens as long as the API still does.
struct LegacyTokenJudge: TokenJudge {
    let verifier: LegacyTokenVerifier
    let settings: SettingsStore

    func judge(_ call: Call) async throws -> TokenVerdict {
        guard settings.current.api.acceptsLegacyTokens, let token = call.bearerToken,
            let claims = try? await verifier.verify(token), let subject = claims.subject
        else { return .notMine }
        return .accepted(TokenHolder(kind: "legacy", subject: subject))
    }
}

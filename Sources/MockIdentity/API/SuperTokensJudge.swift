/// Verifies the API's requests as the SuperTokens SDK in the app's backend would.
struct SuperTokensJudge: TokenJudge {
    let server: SuperTokensServer

    func judge(_ call: Call) async throws -> TokenVerdict {
        let verification = try await server.verify(
            call,
            checkDatabase: call.query["check_database"] == "true"
        )
        switch verification {
        case .none:
            return .notMine
        case .tryRefresh, .revoked:
            return server.refusal(of: verification).map { .refused($0) } ?? .notMine
        case .valid(let visit):
            let headers = server.sessionHeaders
            return .accepted(
                TokenHolder(kind: "supertokens", subject: visit.userID) {
                    visit.apply(to: &$0, headers: headers)
                }
            )
        }
    }
}

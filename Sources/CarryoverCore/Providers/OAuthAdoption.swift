/// Reads a session out of a token endpoint's answer that somebody else obtained.
package enum OAuthAdoption {
    package static func session(
        from answer: Secret,
        endpoint: Endpoint,
        at time: any TimeSource
    ) throws(ProviderError) -> Session {
        guard let json = try? JSONValue(parsing: answer), let token = OAuthTokenAnswer(json.object) else {
            throw ProviderError(
                .configuration,
                code: "not-a-token-answer",
                endpoint: endpoint,
                mayHaveArrived: false
            )
        }
        let session = token.session(at: time)
        return Session(
            accessToken: session.accessToken,
            refreshToken: session.refreshToken,
            issuer: session.issuer,
            subject: session.subject,
            scope: session.scope,
            lifetime: token.remainingLifetime(at: time)
        )
    }
}

/// A machine's session at Descope: an access key buys a short session token, again and again.
///
/// Nobody signs in, nothing is migrated, and nothing can be revoked but the key itself, at Descope.
package struct DescopeAccessKeyProvider: IdentityProvider {
    package let kind = "descope-access-key"
    package let project: DescopeProject
    package let exchangeEndpoint: Endpoint
    /// A key is never spent.
    package let reuseWindow: Duration? = .seconds(3600)
    private let accessKey: Secret

    package init(project: DescopeProject, accessKey: Secret) throws(DescopeProject.Invalid) {
        self.project = project
        self.accessKey = accessKey
        exchangeEndpoint = try project.endpoint("v1/auth/accesskey/exchange")
    }

    package var origins: [Origin] { [exchangeEndpoint.origin] }

    package func recognises(_ credential: LegacyCredential) -> Bool { false }

    package func exchange(
        _ credential: LegacyCredential,
        idempotencyKey: String,
        in context: ProviderContext
    ) async throws(ProviderError) -> Session {
        throw unavailable("no-migration")
    }

    package func open(in context: ProviderContext) async throws(ProviderError) -> Session? {
        try await session(in: context)
    }

    package func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError)
        -> Session
    {
        try await self.session(in: context)
    }

    package func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {}

    package func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
        throw unavailable("no-sign-in")
    }

    private func session(in context: ProviderContext) async throws(ProviderError) -> Session {
        let response = try await context.send(project.request(exchangeEndpoint, accessKey))
        guard let session = DescopeAnswer(response)?.session(after: nil, cookies: .init(), at: context.time)
        else {
            throw DescopeErrors(response: response, endpoint: exchangeEndpoint, context: context).credential
        }
        return Session(
            accessToken: session.accessToken,
            // A sign that the session can be renewed. The key itself stays where the configuration has it from.
            refreshToken: Secret(Fingerprint(of: accessKey).hex),
            issuer: session.issuer,
            subject: session.subject,
            lifetime: session.lifetime
        )
    }

    private func unavailable(_ code: String) -> ProviderError {
        ProviderError(.configuration, code: code, endpoint: exchangeEndpoint, mayHaveArrived: false)
    }
}

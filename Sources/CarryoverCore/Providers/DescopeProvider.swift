import FoundationEssentials

/// Descope, asked directly: session migration is an ordinary refresh that presents the legacy token instead of a
/// refresh token.
package struct DescopeProvider: IdentityProvider {
    package let kind = "descope"
    package let project: DescopeProject
    package let refreshEndpoint: Endpoint
    package let logoutEndpoint: Endpoint
    package let logoutAllEndpoint: Endpoint
    package let profileEndpoint: Endpoint
    /// What becomes of a rotated refresh token that comes back is not documented.
    package let reuseWindow: Duration? = nil
    private let cookies: DescopeAnswer.CookieNames

    /// - Parameters:
    ///   - project: The project.
    ///   - sessionCookie: The cookie that holds the session token where the body does not; `DS` where `nil`.
    ///   - refreshCookie: The cookie that holds the refresh token where the body does not; `DSR` where `nil`.
    package init(
        project: DescopeProject,
        sessionCookie: String? = nil,
        refreshCookie: String? = nil
    ) throws(DescopeProject.Invalid) {
        self.project = project
        refreshEndpoint = try project.endpoint("v1/auth/refresh")
        logoutEndpoint = try project.endpoint("v1/auth/logout")
        logoutAllEndpoint = try project.endpoint("v1/auth/logoutall")
        profileEndpoint = try project.endpoint("v1/auth/me")
        var cookies = DescopeAnswer.CookieNames()
        if let sessionCookie { cookies.session = sessionCookie }
        if let refreshCookie { cookies.refresh = refreshCookie }
        self.cookies = cookies
    }

    package var origins: [Origin] { [refreshEndpoint.origin] }
    package let canEndEverywhere = true

    package func recognises(_ credential: LegacyCredential) -> Bool {
        credential.accessClaims?.issuer.map { project.issued($0) } ?? false
    }

    package func exchange(
        _ credential: LegacyCredential,
        idempotencyKey: String,
        in context: ProviderContext
    ) async throws(ProviderError) -> Session {
        guard let token = credential.accessToken else {
            throw ProviderError(
                .refused,
                code: "no-access-token",
                endpoint: refreshEndpoint,
                mayHaveArrived: false
            )
        }
        var request = project.request(refreshEndpoint, nil, body: ["externalToken": .string(token.exposed)])
        request.fields["Idempotency-Key"] = idempotencyKey
        let response = try await context.send(request)
        // A session that cannot be refreshed would end in minutes, with the legacy one gone.
        if let session = session(in: response, after: nil, context), session.refreshToken != nil {
            return session
        }
        throw DescopeErrors(response: response, endpoint: refreshEndpoint, context: context).exchange
    }

    package func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError)
        -> Session
    {
        let token = try refreshToken(of: session, for: refreshEndpoint)
        let response = try await context.send(project.request(refreshEndpoint, token))
        if let fresh = self.session(in: response, after: session, context) { return fresh }
        throw DescopeErrors(response: response, endpoint: refreshEndpoint, context: context).credential
    }

    package func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {
        // Without a refresh token there is nothing that could be ended; the session token ends by itself.
        guard let token = session.refreshToken else { return }
        let endpoint = session.endsEverywhere ? logoutAllEndpoint : logoutEndpoint
        let response = try await context.send(project.request(endpoint, token))
        if response.isSuccess, !response.isHTML { return }
        let verdict = DescopeErrors(response: response, endpoint: endpoint, context: context).credential
        guard verdict.kind != .refused else { return }
        throw verdict
    }

    package func profile(
        of session: Session,
        in context: ProviderContext
    ) async throws(ProviderError) -> UserProfile? {
        let token = try refreshToken(of: session, for: profileEndpoint)
        let response = try await context.send(project.question(profileEndpoint, token))
        // The user is the bare object, and nothing but the identifier is sure to be in it.
        guard response.isSuccess, let user = response.jsonObject, let id = user["userId"]?.string, !id.isEmpty
        else {
            throw DescopeErrors(response: response, endpoint: profileEndpoint, context: context).credential
        }
        func text(_ name: String) -> String? { user[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        return UserProfile(
            subject: id,
            email: text("email"),
            isEmailVerified: user["verifiedEmail"]?.bool ?? false,
            name: text("name")
        )
    }

    package func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
        let response = HTTPResponse(status: 200, body: answer)
        let session: Session
        if let own = self.session(in: response, after: nil, context) {
            session = own.aged(at: context.time)
        } else {
            session = try OAuthAdoption.session(from: answer, endpoint: refreshEndpoint, at: context.time)
        }
        _ = try refreshToken(of: session, for: refreshEndpoint, kind: .configuration)
        return session
    }

    private func session(in response: HTTPResponse, after previous: Session?, _ context: ProviderContext)
        -> Session?
    {
        DescopeAnswer(response)?.session(after: previous, cookies: cookies, at: context.time)
    }

    private func refreshToken(
        of session: Session,
        for endpoint: Endpoint,
        kind: ProviderError.Kind = .refused
    ) throws(ProviderError) -> Secret {
        guard let token = session.refreshToken else {
            throw ProviderError(kind, code: "no-refresh-token", endpoint: endpoint, mayHaveArrived: false)
        }
        return token
    }
}

extension Session {
    /// This session as one whose access token was issued some time ago, so that only an absolute expiry counts.
    func aged(at time: any TimeSource) -> Session {
        guard let end = JWTClaims(unverified: accessToken)?.expiresAt else { return self }
        return living(.seconds(end.timeIntervalSince(time.wall)), from: time)
    }

    /// This session as one whose access token is not to be used.
    func expired(at time: any TimeSource) -> Session { living(.zero, from: time) }

    private func living(_ duration: Duration, from time: any TimeSource) -> Session {
        Session(
            accessToken: accessToken,
            refreshToken: refreshToken,
            issuer: issuer,
            subject: subject,
            scope: scope,
            lifetime: TokenLifetime(duration, from: time),
            attributes: attributes
        )
    }
}

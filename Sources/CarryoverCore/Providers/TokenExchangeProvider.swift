package import FoundationEssentials

/// Any server that exchanges tokens by the standard (RFC 8693), refreshes by RFC 6749 and revokes by RFC 7009.
package struct TokenExchangeProvider: IdentityProvider {
    /// Which of the old login's tokens is presented.
    package enum SubjectToken: String, Sendable, CaseIterable {
        case accessToken = "access_token"
        case idToken = "id_token"
        case refreshToken = "refresh_token"

        /// What the standard calls it.
        package var type: TokenType {
            switch self {
            case .accessToken: .accessToken
            case .idToken: .idToken
            case .refreshToken: .refreshToken
            }
        }

        func token(of credential: LegacyCredential) -> Secret? {
            switch self {
            case .accessToken: credential.accessToken
            case .idToken: credential.idToken
            case .refreshToken: credential.refreshToken
            }
        }
    }

    package let kind = "token-exchange"
    package let server: OAuthServer
    package let client: OAuthClient
    package let audience: String?
    /// Where the new token is to be used, as a URI (RFC 8693 §2.1); like the audience, it may be sent more than once.
    package let resources: [String]
    package let scope: String?
    package let subjectToken: SubjectToken
    /// What the subject token is presented as, which may be a kind that only this server knows.
    package let subjectTokenType: TokenType
    package let requestedTokenType: TokenType?
    package let reuseWindow: Duration? = nil
    private let needsRefreshToken: Bool
    private let proofs: DPoPProofs?

    /// - Parameters:
    ///   - server: The server.
    ///   - client: The client, as the server knows it.
    ///   - audience: What the new token is for, by name.
    ///   - resources: What it is for, by address.
    ///   - scope: What it is to be granted.
    ///   - subjectToken: Which of the legacy tokens is presented.
    ///   - subjectTokenType: What it is presented as; `nil` for what the standard calls it.
    ///   - requestedTokenType: What is asked for; `nil` leaves that to the server. Some give a refresh token only to
    ///     whoever asks for one.
    ///   - needsRefreshToken: Whether an exchange without a refresh token fails. The old login lasts, and would be given
    ///     up for a session that ends with its first access token.
    ///   - proofs: Binds the new tokens to a key (RFC 9449); `nil` for bearer tokens.
    package init(
        server: OAuthServer,
        client: OAuthClient,
        audience: String?,
        resources: [String] = [],
        scope: String?,
        subjectToken: SubjectToken = .accessToken,
        subjectTokenType: TokenType? = nil,
        requestedTokenType: TokenType? = nil,
        needsRefreshToken: Bool = true,
        proofs: DPoPProofs? = nil
    ) {
        self.server = server
        self.client = client
        self.audience = audience
        self.resources = resources
        self.scope = scope
        self.subjectToken = subjectToken
        self.subjectTokenType = subjectTokenType ?? subjectToken.type
        self.requestedTokenType = requestedTokenType
        self.needsRefreshToken = needsRefreshToken
        self.proofs = proofs
    }

    package var origins: [Origin] { server.origins }

    package func recognises(_ credential: LegacyCredential) -> Bool { false }

    package func exchange(
        _ credential: LegacyCredential,
        idempotencyKey: String,
        in context: ProviderContext
    ) async throws(ProviderError) -> Session {
        let tokenEndpoint = try await server.tokenEndpoint(in: context)
        guard let subject = subjectToken.token(of: credential) else {
            throw ProviderError(
                .configuration,
                code: "no-subject-token",
                endpoint: tokenEndpoint,
                mayHaveArrived: false
            )
        }
        var form: [(String, Secret)] = [
            ("grant_type", Secret("urn:ietf:params:oauth:grant-type:token-exchange")),
            ("subject_token", subject),
            ("subject_token_type", Secret(subjectTokenType.uri)),
        ]
        if let requestedTokenType {
            form.append(("requested_token_type", Secret(requestedTokenType.uri)))
        }
        if let audience { form.append(("audience", Secret(audience))) }
        for resource in resources { form.append(("resource", Secret(resource))) }
        if let scope { form.append(("scope", Secret(scope))) }
        var request = client.request(tokenEndpoint, form)
        request.fields["Idempotency-Key"] = idempotencyKey
        let key = proofs.map { _ in DPoPKey() }
        let response = try await send(request, with: key, in: context)
        guard let answer = tokenAnswer(response) else {
            throw exchangeVerdict(response, from: tokenEndpoint, in: context)
        }
        guard answer.isRefreshTokenAlone else {
            return try session(answer, response, key: key, from: tokenEndpoint, in: context)
        }
        let bought = try await send(refreshRequest(answer.accessToken, tokenEndpoint), with: key, in: context)
        guard let fresh = tokenAnswer(bought) else {
            throw refreshVerdict(bought, from: tokenEndpoint, in: context)
        }
        let issued = Session(
            accessToken: answer.accessToken,
            refreshToken: answer.accessToken,
            scope: answer.scope
        )
        return try session(fresh, bought, after: issued, key: key, from: tokenEndpoint, in: context)
    }

    /// The new session, if it is worth the old login.
    private func session(
        _ answer: OAuthTokenAnswer,
        _ response: HTTPResponse,
        after issued: Session? = nil,
        key: DPoPKey?,
        from tokenEndpoint: Endpoint,
        in context: ProviderContext
    ) throws(ProviderError) -> Session {
        func unfit(_ code: String) -> ProviderError {
            ProviderError(.configuration, code: code, status: response.status, endpoint: tokenEndpoint)
        }
        let session = answer.session(after: issued, at: context.time, serverDate: response.date)
        // The standard leaves it to the server whether there is one (RFC 8693 §2.2.1).
        if needsRefreshToken, session.refreshToken == nil { throw unfit("no-refresh-token") }
        guard let key else { return session }
        // A server that knows nothing of keys would make the tokens good for whoever has them.
        guard answer.isBound else { throw unfit("token-not-bound") }
        return session.bound(to: key)
    }

    /// A server that does not take the refresh token it has just issued says nothing about the old login.
    private func refreshVerdict(
        _ response: HTTPResponse,
        from tokenEndpoint: Endpoint,
        in context: ProviderContext
    ) -> ProviderError {
        let verdict = context.verdict(on: response, from: tokenEndpoint)
        guard verdict.kind == .refused else { return verdict }
        return ProviderError(
            .configuration,
            code: verdict.code,
            status: verdict.status,
            endpoint: tokenEndpoint,
            traceID: verdict.traceID
        )
    }

    private func refreshRequest(_ token: Secret, _ tokenEndpoint: Endpoint) -> HTTPRequest {
        client.request(tokenEndpoint, [("grant_type", Secret("refresh_token")), ("refresh_token", token)])
    }

    /// Sends a request with the proof that the key is here, and again where the server wants another one.
    private func send(
        _ request: HTTPRequest,
        with key: DPoPKey?,
        in context: ProviderContext
    ) async throws(ProviderError) -> HTTPResponse {
        guard let proofs, let key else { return try await context.send(request) }
        var response = try await context.send(proofs.proving(request, with: key))
        // A nonce and the time: each may be wrong once.
        for _ in 1...2 where proofs.learn(from: response, of: request.endpoint.origin) {
            response = try await context.send(proofs.proving(request, with: key))
        }
        return response
    }

    /// A server refuses a subject token as `invalid_request` too (RFC 8693 §2.2.2), which then is about the token; and
    /// a 401 that does not name the client can only be about the token as well.
    private func exchangeVerdict(
        _ response: HTTPResponse,
        from tokenEndpoint: Endpoint,
        in context: ProviderContext
    ) -> ProviderError {
        let verdict = context.verdict(on: response, from: tokenEndpoint)
        let isInvalidToken =
            response.status == 400 && response.jsonObject?["error"]?.string == "invalid_token"
        let isInvalidRequest = response.status == 400 && verdict.code == "invalid_request"
        guard isInvalidToken || isInvalidRequest || verdict.code == "http-401" else { return verdict }
        return ProviderError(
            .refused,
            code: isInvalidRequest ? verdict.code : "legacy-token-refused",
            status: verdict.status,
            endpoint: tokenEndpoint,
            traceID: verdict.traceID
        )
    }

    package func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError)
        -> Session
    {
        let tokenEndpoint = try await server.tokenEndpoint(in: context)
        guard let token = session.refreshToken else {
            throw ProviderError(
                .refused,
                code: "no-refresh-token",
                endpoint: tokenEndpoint,
                mayHaveArrived: false
            )
        }
        let request = refreshRequest(token, tokenEndpoint)
        let response = try await send(request, with: session.bindingKey, in: context)
        guard let answer = tokenAnswer(response) else {
            throw context.verdict(on: response, from: tokenEndpoint)
        }
        let fresh = answer.session(after: session, at: context.time, serverDate: response.date)
        // The refresh token may have been rotated and must not be lost; an access token that is good for whoever has it
        // is not used.
        return session.bindingKey == nil || answer.isBound
            ? fresh : fresh.expired(at: context.time)
    }

    package func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {
        guard let revocationEndpoint = try await server.revocationEndpoint(in: context) else { return }
        if let token = session.refreshToken {
            try await client.revoke(token, hint: "refresh_token", at: revocationEndpoint, in: context)
        }
        do {
            try await client.revoke(
                session.accessToken,
                hint: "access_token",
                at: revocationEndpoint,
                in: context
            )
        } catch {
            // RFC 7009 §2.2.1: a server may not revoke access tokens at all; they end by themselves.
            guard error.code == "unsupported_token_type" else { throw error }
        }
    }

    package func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
        try OAuthAdoption.session(from: answer, endpoint: server.address, at: context.time)
    }

    package func authorize(_ request: inout HTTPRequest, with session: Session) {
        guard let proofs, let key = session.bindingKey else {
            return request.authorization = .bearer(session.accessToken)
        }
        request.authorization = .dpop(session.accessToken)
        request = proofs.proving(request, with: key, for: session.accessToken)
    }

    package func asksAgain(_ response: HTTPResponse) -> Bool {
        proofs?.learn(from: response, of: nil) ?? false
    }

    private func tokenAnswer(_ response: HTTPResponse) -> OAuthTokenAnswer? {
        response.isSuccess ? OAuthTokenAnswer(response.jsonObject) : nil
    }
}

extension HTTPResponse {
    /// The server's own clock, as far as it tells.
    package var date: Date? { fields["Date"].flatMap { HTTPDate.date($0) } }
}

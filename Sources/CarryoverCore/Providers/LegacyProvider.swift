/// The old provider: it may refresh the legacy credential once more, and revokes it in the end.
package struct LegacyProvider: Sendable {
    /// How a legacy credential is refreshed.
    package struct Refresh: Sendable {
        /// The token endpoint, or `nil` where the server tells it.
        package let endpoint: Endpoint?
        package let client: OAuthClient

        package init(endpoint: Endpoint?, client: OAuthClient) {
            self.endpoint = endpoint
            self.client = client
        }
    }

    /// How a legacy credential is revoked: where, by whom, and which of its tokens, in order.
    package struct Revocation: Sendable {
        /// A kind of token, by the names of RFC 7009 §2.1.
        package enum Token: String, Sendable, CaseIterable {
            case refreshToken = "refresh_token"
            case accessToken = "access_token"
        }

        /// The revocation endpoint, or `nil` where the server tells it.
        package let endpoint: Endpoint?
        package let client: OAuthClient
        package let tokens: [Token]

        package init(endpoint: Endpoint?, client: OAuthClient, tokens: [Token]) {
            self.endpoint = endpoint
            self.client = client
            self.tokens = tokens
        }
    }

    /// What a browser is shown to end the sign-in at the old provider itself.
    package struct Logout: Sendable {
        /// The page, or `nil` where the server tells it.
        package let endpoint: Endpoint?
        package let clientID: String?
        /// Where the browser goes afterwards, and the name that the server has for that.
        package let returnTo: (name: String, url: String)?

        package init(endpoint: Endpoint?, clientID: String?, returnTo: (name: String, url: String)?) {
            self.endpoint = endpoint
            self.clientID = clientID
            self.returnTo = returnTo
        }
    }

    package let issuer: String?
    package let refresh: Refresh?
    package let revocation: Revocation?
    package let logout: Logout?
    private let server: OAuthServer?

    /// - Parameters:
    ///   - issuer: The issuer's identifier; where it is an address, its metadata tells the endpoints that are missing.
    ///   - refresh: How a credential is refreshed, if at all.
    ///   - revocation: How one is revoked, if at all.
    ///   - logout: How a browser is signed out, if at all.
    package init(
        issuer: String?,
        refresh: Refresh?,
        revocation: Revocation?,
        logout: Logout? = nil
    ) {
        self.issuer = issuer
        self.refresh = refresh
        self.revocation = revocation
        self.logout = logout
        server = issuer.flatMap { try? OAuthServer(issuer: $0) }
    }

    /// The token endpoint.
    package func tokenEndpoint(
        of refresh: Refresh,
        in context: ProviderContext
    ) async throws(ProviderError) -> Endpoint? {
        if let endpoint = refresh.endpoint { return endpoint }
        return try await server?.tokenEndpoint(in: context)
    }

    /// The address that ends the sign-in at the old provider itself, for a browser to be sent to; `nil` where there is
    /// none.
    ///
    /// It names the client and holds no token: addresses end up in histories and logs.
    package func logoutURL(in context: ProviderContext) async throws(ProviderError) -> String? {
        guard let logout else { return nil }
        var address = logout.endpoint
        if address == nil { address = try await server?.endSessionEndpoint(in: context) }
        guard let url = address?.url else { return nil }
        var query: [String] = []
        if let id = logout.clientID { query.append("client_id=\(FormBody.encode(id))") }
        if let (name, target) = logout.returnTo { query.append("\(name)=\(FormBody.encode(target))") }
        guard !query.isEmpty else { return url }
        return url + (url.contains("?") ? "&" : "?") + query.joined(separator: "&")
    }

    /// Gets a fresh credential for an old one; what the answer leaves out stays as it was.
    package func refreshed(
        _ credential: LegacyCredential,
        with refresh: Refresh,
        in context: ProviderContext
    ) async throws(ProviderError) -> LegacyCredential {
        guard let endpoint = try await tokenEndpoint(of: refresh, in: context) else {
            throw ProviderError(
                .configuration,
                code: "no-token-endpoint",
                place: issuer ?? "the old provider",
                mayHaveArrived: false
            )
        }
        guard let token = credential.refreshToken else {
            throw ProviderError(
                .refused,
                code: "no-refresh-token",
                endpoint: endpoint,
                mayHaveArrived: false
            )
        }
        let request = refresh.client.request(
            endpoint,
            [("grant_type", Secret("refresh_token")), ("refresh_token", token)]
        )
        let response = try await context.send(request)
        guard response.isSuccess, let answer = OAuthTokenAnswer(response.jsonObject) else {
            throw context.verdict(on: response, from: endpoint)
        }
        var fresh = credential
        fresh.accessToken = answer.accessToken
        fresh.refreshToken = answer.refreshToken ?? credential.refreshToken
        fresh.idToken = answer.idToken ?? credential.idToken
        fresh.expiresAt = answer.lifetime(at: context.time, serverDate: response.date)?.expiresAt
        return fresh
    }

    /// Revokes the credential's tokens in the configured order; those that are over already count as revoked.
    package func revoke(_ credential: LegacyCredential, in context: ProviderContext)
        async throws(ProviderError)
    {
        guard let revocation else { return }
        var address = revocation.endpoint
        if address == nil { address = try await server?.revocationEndpoint(in: context) }
        // A server without such an endpoint has no way to end a token before its time.
        guard let endpoint = address else { return }
        for kind in revocation.tokens {
            let token =
                switch kind {
                case .refreshToken: credential.refreshToken
                case .accessToken: credential.accessToken
                }
            guard let token else { continue }
            do {
                try await revocation.client.revoke(
                    token,
                    hint: kind.rawValue,
                    at: endpoint,
                    in: context
                )
            } catch {
                // RFC 7009 §2.2.1: a server may not revoke access tokens at all; they end by themselves.
                if error.code == "unsupported_token_type", kind == .accessToken { continue }
                throw error
            }
        }
    }
}

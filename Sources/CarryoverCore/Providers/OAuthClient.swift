/// A client as an OAuth server knows it, and how it proves that (RFC 6749 §2.3).
package struct OAuthClient: Sendable {
    /// How the client authenticates at the token and revocation endpoints.
    package enum Authentication: String, Sendable, CaseIterable {
        /// `client_secret_basic`: in the `Authorization` field.
        case basic
        /// `client_secret_post`: in the body.
        case post
        /// A public client: it names itself and proves nothing.
        case none
    }

    /// How a request's parameters are written.
    package enum BodyFormat: String, Sendable, CaseIterable {
        /// As the standard has it (RFC 6749 §4).
        case form
        /// As Auth0's own libraries do, whose servers take both.
        case json
    }

    package let id: String?
    package let secret: Secret?
    package let authentication: Authentication
    package let bodyFormat: BodyFormat

    package init(
        id: String?,
        secret: Secret? = nil,
        authentication: Authentication = .post,
        bodyFormat: BodyFormat = .form
    ) {
        self.id = id
        self.secret = secret
        self.authentication = authentication
        self.bodyFormat = bodyFormat
    }

    /// A request in this client's name.
    package func request(_ endpoint: Endpoint, _ parameters: [(String, Secret)]) -> HTTPRequest {
        var parameters = parameters
        var authorization: HTTPAuthorization?
        switch (authentication, id, secret) {
        case (.basic, let id?, let secret?):
            authorization = .basic(user: FormBody.encode(id), password: FormBody.encode(secret))
        case (.post, let id?, let secret?):
            parameters += [("client_id", Secret(id)), ("client_secret", secret)]
        case (_, let id?, _): parameters.append(("client_id", Secret(id)))
        default: break
        }
        return HTTPRequest(
            .post,
            endpoint,
            fields: [
                "Content-Type": bodyFormat == .form
                    ? "application/x-www-form-urlencoded" : "application/json",
                "Accept": "application/json",
            ],
            authorization: authorization,
            body: body(parameters)
        )
    }

    private func body(_ parameters: [(String, Secret)]) -> Secret {
        switch bodyFormat {
        case .form:
            var body = FormBody()
            for (name, value) in parameters { body.append(name, value) }
            return body.secret
        case .json:
            let members = parameters.map { ($0.0, JSONValue.string($0.1.exposed)) }
            return Secret(bytes: JSONValue.object(JSONObject(members)).serialized)
        }
    }

    /// Revokes a token (RFC 7009 §2).
    ///
    /// A token that is unknown or over already is a success.
    package func revoke(
        _ token: Secret,
        hint: String,
        at endpoint: Endpoint,
        in context: ProviderContext
    ) async throws(ProviderError) {
        let request = request(endpoint, [("token", token), ("token_type_hint", Secret(hint))])
        let response = try await context.send(request)
        if response.isSuccess, !response.isHTML { return }
        let verdict = context.verdict(on: response, from: endpoint)
        // Servers that answer this way for a token they do not know have nothing left to revoke.
        if verdict.kind == .refused || response.jsonObject?["error"]?.string == "invalid_token" { return }
        throw verdict
    }
}

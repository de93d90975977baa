import FoundationEssentials

/// A backend that runs SuperTokens, and the app's own migration endpoint on it (Frontend Driver Interface 4.x).
package struct SuperTokensProvider: IdentityProvider {
    /// How the tokens travel.
    package enum AuthMode: String, Sendable, CaseIterable {
        case header, cookie
    }

    /// Where the migration endpoint looks for the legacy token.
    package enum LegacyTokenPlace: String, Sendable, CaseIterable {
        case header, body
    }

    /// Which of the legacy tokens the migration endpoint verifies.
    package enum LegacyTokenKind: String, Sendable, CaseIterable {
        case accessToken = "access_token"
        /// Where the old provider's access tokens are opaque, only its ID token can be verified by a signature.
        case idToken = "id_token"
    }

    package let kind = "supertokens"
    package let authMode: AuthMode
    package let legacyTokenPlace: LegacyTokenPlace
    package let legacyTokenKind: LegacyTokenKind
    package let migrateEndpoint: Endpoint
    package let refreshEndpoint: Endpoint
    package let signOutEndpoint: Endpoint
    package let names: SuperTokensNames

    /// - Parameters:
    ///   - apiDomain: Where the backend is.
    ///   - apiBasePath: The path that the SDK's own routes are under.
    ///   - migratePath: The path of the migration endpoint: the app's own, or the plugin's
    ///     (`/auth/plugin/migrate-session`).
    ///   - refreshPath: The refresh route below the base path.
    ///   - signOutPath: The sign-out route below the base path.
    ///   - legacyTokenPlace: Where the migration endpoint looks for the legacy token.
    ///   - legacyTokenKind: Which of the legacy tokens it verifies.
    ///   - authMode: How the tokens travel.
    ///   - names: How the backend spells things.
    package init(
        apiDomain: Endpoint,
        apiBasePath: String = "/auth",
        migratePath: String = "/migrate-session",
        refreshPath: String = "session/refresh",
        signOutPath: String = "signout",
        legacyTokenPlace: LegacyTokenPlace = .header,
        legacyTokenKind: LegacyTokenKind = .accessToken,
        authMode: AuthMode = .header,
        names: SuperTokensNames = SuperTokensNames()
    ) throws(Endpoint.Invalid) {
        self.authMode = authMode
        self.names = names
        self.legacyTokenPlace = legacyTokenPlace
        self.legacyTokenKind = legacyTokenKind
        migrateEndpoint = try apiDomain.appending(migratePath)
        let base = try apiDomain.appending(apiBasePath)
        refreshEndpoint = try base.appending(refreshPath)
        signOutEndpoint = try base.appending(signOutPath)
    }

    package var origins: [Origin] { [migrateEndpoint.origin] }
    package var expiredStatus: Int { names.expiredStatus }

    /// A refresh whose answer was lost may be repeated: the old token holds until the new access token is first used.
    package var reuseWindow: Duration? { .seconds(30) }

    package func recognises(_ credential: LegacyCredential) -> Bool {
        credential.accessClaims?.object["sessionHandle"] != nil
    }

    package func exchange(
        _ credential: LegacyCredential,
        idempotencyKey: String,
        in context: ProviderContext
    ) async throws(ProviderError) -> Session {
        guard let token = legacyTokenKind == .idToken ? credential.idToken : credential.accessToken else {
            throw ProviderError(
                .refused,
                code: "no-\(legacyTokenKind.rawValue)",
                endpoint: migrateEndpoint,
                mayHaveArrived: false
            )
        }
        var request = request(migrateEndpoint)
        request.fields["Idempotency-Key"] = idempotencyKey
        switch legacyTokenPlace {
        case .header:
            request.authorization = .bearer(token)
            request.body = Secret("{}")
        case .body:
            request.body = Secret(
                bytes: JSONValue.object(["access_token": .string(token.exposed)]).serialized
            )
        }
        let response = try await context.send(request)
        let answer = SuperTokensAnswer(response, names)
        // The status alone proves nothing: a user whom the backend does not know gets 200 without any token.
        if response.isSuccess, let session = answer.session(after: nil, mode: authMode, at: context.time),
            session.refreshToken != nil
        {
            return session
        }
        throw exchangeVerdict(response, in: context)
    }

    private func exchangeVerdict(_ response: HTTPResponse, in context: ProviderContext) -> ProviderError {
        let verdict = context.verdict(on: response, from: migrateEndpoint)
        let message = response.jsonObject?["message"]?.string
        switch response.status {
        case 401 where !response.isHTML,
            400 where response.jsonObject?["status"]?.string == "ERROR" && message == "Invalid token":
            return ProviderError(
                .refused,
                code: "legacy-token-refused",
                status: response.status,
                endpoint: migrateEndpoint
            )
        case 200..<300 where response.jsonObject?["status"]?.string == "OK":
            return ProviderError(
                .transient,
                code: "no-tokens",
                status: response.status,
                endpoint: migrateEndpoint
            )
        default: return verdict
        }
    }

    package func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError)
        -> Session
    {
        guard let token = session.refreshToken else {
            throw ProviderError(
                .refused,
                code: "no-refresh-token",
                endpoint: refreshEndpoint,
                mayHaveArrived: false
            )
        }
        var request = request(refreshEndpoint)
        request.fields["rid"] = "session"
        switch authMode {
        case .header: request.authorization = .bearer(token)
        case .cookie: addCookie(names.refreshTokenCookie, token, to: &request)
        }
        addAntiCSRF(session, to: &request)
        let response = try await context.send(request)
        let answer = SuperTokensAnswer(response, names)
        if response.isSuccess, let fresh = answer.session(after: session, mode: authMode, at: context.time) {
            return fresh
        }
        throw refreshVerdict(response, answer, in: context)
    }

    /// The session is over where the server says so in its own words: the front token removed, or its own message.
    private func refreshVerdict(
        _ response: HTTPResponse,
        _ answer: SuperTokensAnswer,
        in context: ProviderContext
    ) -> ProviderError {
        let message = response.jsonObject?["message"]?.string
        let isOver = answer.endsSession || message == "unauthorised" || message == "token theft detected"
        guard response.status == expiredStatus, isOver, !response.isHTML else {
            return context.verdict(on: response, from: refreshEndpoint)
        }
        let code = message == "token theft detected" ? "token-theft-detected" : "unauthorised"
        return ProviderError(.refused, code: code, status: response.status, endpoint: refreshEndpoint)
    }

    package func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {
        let first = try await signOut(session, in: context)
        guard first == .expired else { return }
        // Signing out takes a valid access token; an expired one buys its own replacement first.
        let fresh: Session
        do {
            fresh = try await refresh(session, in: context)
        } catch {
            if error.kind == .refused { return }
            throw error
        }
        guard try await signOut(fresh, in: context) == .expired else { return }
        // A clock that is off makes a token of this moment too old: the session is still there, and is signed out later.
        throw ProviderError(
            .transient,
            code: "expired-on-arrival",
            status: expiredStatus,
            endpoint: signOutEndpoint
        )
    }

    private enum SignOutAnswer {
        case done, expired
    }

    private func signOut(_ session: Session, in context: ProviderContext) async throws(ProviderError)
        -> SignOutAnswer
    {
        var request = request(signOutEndpoint)
        request.fields["rid"] = "session"
        authorize(&request, with: session)
        let response = try await context.send(request)
        let json = response.jsonObject
        if response.isSuccess, json?["status"]?.string == "OK" { return .done }
        if response.status == expiredStatus, let message = json?["message"]?.string {
            if message == "try refresh token" { return .expired }
            if message == "unauthorised" { return .done }
        }
        throw context.verdict(on: response, from: signOutEndpoint)
    }

    package func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
        let session = try OAuthAdoption.session(from: answer, endpoint: refreshEndpoint, at: context.time)
        guard session.refreshToken != nil else {
            throw ProviderError(
                .configuration,
                code: "no-refresh-token",
                endpoint: refreshEndpoint,
                mayHaveArrived: false
            )
        }
        return session
    }

    package func authorize(_ request: inout HTTPRequest, with session: Session) {
        switch authMode {
        case .header: request.authorization = .bearer(session.accessToken)
        case .cookie:
            addCookie(names.accessTokenCookie, session.accessToken, to: &request)
            addAntiCSRF(session, to: &request)
        }
    }

    package func update(_ session: Session, from response: HTTPResponse, in context: ProviderContext)
        -> Session?
    {
        let answer = SuperTokensAnswer(response, names)
        guard !answer.endsSession else { return nil }
        let updated = answer.session(after: session, mode: authMode, at: context.time)
        return updated == session ? nil : updated
    }

    package func endsSession(_ response: HTTPResponse) -> Bool {
        SuperTokensAnswer(response, names).endsSession
    }

    private func request(_ endpoint: Endpoint) -> HTTPRequest {
        HTTPRequest(
            .post,
            endpoint,
            fields: [
                "Content-Type": "application/json",
                "Accept": "application/json",
                "st-auth-mode": authMode.rawValue,
                "fdi-version": "1.18,2.0,3.0,3.1,4.0,4.1,4.2",
            ],
            body: nil
        )
    }

    private func addCookie(_ name: String, _ token: Secret, to request: inout HTTPRequest) {
        request.secretFields.append(
            (name: "Cookie", value: Secret("\(name)=\(CookieText.encode(token.exposed))"))
        )
    }

    private func addAntiCSRF(_ session: Session, to request: inout HTTPRequest) {
        guard let token = session.attributes[SuperTokensAnswer.antiCSRF] else { return }
        request.secretFields.append((name: names.antiCSRFField, value: token))
    }
}

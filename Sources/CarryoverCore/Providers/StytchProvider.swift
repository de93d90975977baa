/// Stytch, for consumers and for organizations (B2B), as its own SDKs ask it.
package struct StytchProvider: IdentityProvider {
    /// When a session ends that is in use.
    package enum SessionEnd: String, Sendable, CaseIterable {
        /// At the moment that was set when it began.
        case fixed
        /// Its duration after it was last used.
        case sliding
    }

    /// How long a session may be asked to last, in minutes.
    package static let durations = 5...527_040

    package let kind = "stytch"
    package let project: StytchProject
    package let migration: StytchMigration
    package let migrateEndpoint: Endpoint
    package let authenticateEndpoint: Endpoint
    package let revokeEndpoint: Endpoint
    /// The opaque token is not spent by its use.
    package let reuseWindow: Duration? = .seconds(300)
    private let durationMinutes: Int
    private let sessionEnd: SessionEnd

    /// - Parameters:
    ///   - project: The project.
    ///   - migration: How a legacy login becomes a session.
    ///   - durationMinutes: How long a session lasts: one of ``durations``. Without it Stytch may open none at all.
    ///   - sessionEnd: Whether the use of a session prolongs it.
    package init(
        project: StytchProject,
        migration: StytchMigration,
        durationMinutes: Int,
        sessionEnd: SessionEnd = .fixed
    ) throws(StytchProject.Invalid) {
        self.project = project
        self.migration = migration
        self.durationMinutes = durationMinutes
        self.sessionEnd = sessionEnd
        authenticateEndpoint = try project.endpoint("authenticate")
        revokeEndpoint = try project.endpoint("revoke")
        migrateEndpoint =
            switch migration {
            case .backend(let endpoint): endpoint
            case .attest: try project.endpoint("attest")
            }
    }

    package var origins: [Origin] { [project.origin] }

    package func recognises(_ credential: LegacyCredential) -> Bool {
        guard let claims = credential.accessClaims else { return false }
        return claims.object["https://stytch.com/session"] != nil
            || claims.issuer?.hasPrefix("stytch.com/project-") == true
    }

    package func exchange(
        _ credential: LegacyCredential,
        idempotencyKey: String,
        in context: ProviderContext
    ) async throws(ProviderError) -> Session {
        var request = try migrationRequest(credential)
        request.fields["Idempotency-Key"] = idempotencyKey
        let response = try await context.send(request)
        if let session = StytchAnswer(response)?.session(after: nil, at: context.time),
            session.refreshToken != nil
        {
            return session
        }
        let isBackend = if case .backend = migration { true } else { false }
        throw StytchErrors(response: response, endpoint: migrateEndpoint, context: context)
            .migration(isBackend: isBackend)
    }

    private func migrationRequest(_ credential: LegacyCredential) throws(ProviderError) -> HTTPRequest {
        var body: JSONObject = [:]
        if let organization = project.organizationID { body["organization_id"] = .string(organization) }
        body["session_duration_minutes"] = .integer(durationMinutes)
        switch migration {
        case .backend(let endpoint):
            guard let token = credential.accessToken else { throw missing("no-access-token", at: endpoint) }
            return HTTPRequest(
                .post,
                endpoint,
                fields: ["Content-Type": "application/json", "Accept": "application/json"],
                authorization: .bearer(token),
                body: Secret(bytes: JSONValue.object(body).serialized)
            )
        case .attest(let profileID, let kind):
            guard let token = kind.token(of: credential) else {
                throw missing("no-token-to-attest", at: migrateEndpoint)
            }
            body["profile_id"] = .string(profileID)
            body["token"] = .string(token.exposed)
            return project.request(migrateEndpoint, session: nil, body: body)
        }
    }

    package func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError)
        -> Session
    {
        guard let token = session.refreshToken else {
            throw missing("no-session-token", at: authenticateEndpoint)
        }
        var body: JSONObject = [:]
        if mayProlong(session) { body["session_duration_minutes"] = .integer(durationMinutes) }
        let request = project.request(authenticateEndpoint, session: token, body: body)
        let response = try await context.send(request)
        if let fresh = StytchAnswer(response)?.session(after: session, at: context.time) { return fresh }
        throw StytchErrors(response: response, endpoint: authenticateEndpoint, context: context).session
    }

    /// A duration that is sent counts from now and takes the place of what is left, be that more.
    ///
    /// What was left at the last contact can only have become less, so that no clock of ours is needed to be
    /// sure.
    private func mayProlong(_ session: Session) -> Bool {
        guard sessionEnd == .sliding,
            let left = session.attributes[StytchAnswer.remainingSeconds].flatMap({ Int($0.exposed) })
        else { return false }
        return left <= durationMinutes * 60
    }

    package func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {
        guard let token = session.refreshToken else { return }
        let response = try await context.send(project.request(revokeEndpoint, session: token))
        if response.isSuccess, !response.isHTML { return }
        let verdict = StytchErrors(response: response, endpoint: revokeEndpoint, context: context).session
        guard verdict.kind != .refused else { return }
        throw verdict
    }

    package func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
        guard let session = StytchAnswer(HTTPResponse(status: 200, body: answer))?.adopted(at: context.time)
        else {
            throw ProviderError(
                .configuration,
                code: "no-session-token",
                endpoint: authenticateEndpoint,
                mayHaveArrived: false
            )
        }
        return session
    }

    private func missing(_ code: String, at endpoint: Endpoint) -> ProviderError {
        ProviderError(.refused, code: code, endpoint: endpoint, mayHaveArrived: false)
    }
}

import Carryover
import FoundationEssentials

struct NotesProvider: IdentityProvider {
    struct Answer: Decodable { let access, user: String, refresh: String?, seconds: Double }
    let kind = "notes"
    let migrate, renew, end: Endpoint
    var origins: [Origin] { [migrate.origin] }

    init(_ server: Endpoint) throws(Endpoint.Invalid) {
        migrate = try server.appending("session/migrate")
        renew = try server.appending("session/renew")
        end = try server.appending("session/end")
    }

    func exchange(_ credential: LegacyCredential, idempotencyKey: String, in context: ProviderContext)
        async throws(ProviderError) -> Session
    {
        let response = try await ask(migrate, credential.accessToken, idempotencyKey, in: context)
        return try session(response, from: migrate, at: context)
    }

    func refresh(_ old: Session, in context: ProviderContext) async throws(ProviderError) -> Session {
        let response = try await ask(renew, old.refreshToken, in: context)
        return try session(response, from: renew, at: context, after: old)
    }

    func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {
        let response = try await ask(end, session.refreshToken, in: context)
        let error = context.verdict(on: response, from: end)
        if response.status != 204, error.kind != .refused { throw error }
    }

    func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
        try session(HTTPResponse(status: 200, body: answer), from: renew, at: context)
    }

    func ask(_ place: Endpoint, _ token: Secret?, _ key: String? = nil, in context: ProviderContext)
        async throws(ProviderError) -> HTTPResponse
    {
        guard let token else { throw ProviderError(.configuration, code: "no-token", endpoint: place) }
        var request = HTTPRequest(.post, place, authorization: .bearer(token))
        request.fields["Idempotency-Key"] = key
        return try await context.send(request)
    }

    func session(_ response: HTTPResponse, from: Endpoint, at context: ProviderContext, after: Session? = nil)
        throws(ProviderError) -> Session
    {
        let body = response.body.withBytes { Data($0) }
        guard response.status == 200, let new = try? JSONDecoder().decode(Answer.self, from: body)
        else { throw context.verdict(on: response, from: from) }
        let refresh = new.refresh.map { Secret($0) } ?? after?.refreshToken
        let lifetime = TokenLifetime(.seconds(new.seconds), from: context.time)
        let access = Secret(new.access)
        return Session(accessToken: access, refreshToken: refresh, subject: new.user, lifetime: lifetime)
    }
}

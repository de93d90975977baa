import MockIdentity
import Testing

extension MockIdentity {
    /// Sends a request to Descope, in the name of the mock's project.
    func descope(
        _ path: String,
        _ credential: String? = nil,
        _ body: JSONValue = [:],
        method: String = "POST"
    ) async throws -> RawAnswer {
        let bearer = ([settings.descope.projectID] + [credential].compactMap { $0 }).joined(separator: ":")
        return try await RawClient.answer(
            method,
            addresses.descope + path,
            headers: [("Authorization", "Bearer \(bearer)"), ("Content-Type", "application/json")],
            body: method == "GET" ? nil : body.data
        )
    }

    /// Signs Ada in and migrates her; returns her session and refresh token.
    func descopeAda() async throws -> (session: String, refresh: String) {
        let token = try await ada().accessToken
        let answer = try await descope("/v1/auth/refresh", nil, ["externalToken": .string(token)])
        return (
            try #require(answer.json["sessionJwt"]?.string), try #require(answer.json["refreshJwt"]?.string)
        )
    }
}

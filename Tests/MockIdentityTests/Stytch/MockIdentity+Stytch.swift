import Foundation
import MockIdentity
import Testing

extension MockIdentity {
    /// Sends a request of the SDK to Stytch.
    ///
    /// - Parameters:
    ///   - path: The path below `/sdk/v1`.
    ///   - token: The session's opaque token, or `nil` where there is no session yet.
    ///   - body: The body.
    func sdk(_ path: String, _ token: String? = nil, _ body: JSONValue = [:]) async throws -> RawAnswer {
        let publicToken = settings.stytch.publicToken
        return try await stytchCall("/sdk/v1" + path, publicToken, token ?? publicToken, body)
    }

    /// Sends a request of a backend to Stytch.
    func stytchBackend(_ path: String, _ body: JSONValue) async throws -> RawAnswer {
        try await stytchCall("/v1" + path, settings.stytch.projectID, settings.stytch.secret, body)
    }

    func stytchCall(_ path: String, _ user: String, _ password: String, _ body: JSONValue) async throws
        -> RawAnswer
    {
        let credentials = Data("\(user):\(password)".utf8).base64EncodedString()
        return try await RawClient.postJSON(
            addresses.stytch + path,
            body,
            headers: [("Authorization", "Basic \(credentials)"), ("X-SDK-Client", "e30=")]
        )
    }

    /// What a client sends to attest a token.
    func attestation(_ token: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
        let base: [String: JSONValue] = [
            "profile_id": .string(settings.stytch.profileID), "token": .string(token),
            "session_duration_minutes": 60,
        ]
        return .object(base.merging(more) { _, more in more })
    }

    /// Signs Ada in and attests her; returns the session's opaque token and its JWT.
    func stytchAda(_ base: String = "/sessions") async throws -> (token: String, jwt: String) {
        let organization: JSONValue = .string(settings.stytch.organizationID)
        let body = attestation(
            try await ada().idToken,
            base == "/sessions" ? [:] : ["organization_id": organization]
        )
        let data = try #require(try await sdk(base + "/attest", nil, body).json["data"])
        return (try #require(data["session_token"]?.string), try #require(data["session_jwt"]?.string))
    }

    /// Sends a legacy token to the app's own backend.
    func backendMigration(
        _ token: String,
        key: String? = "11111111-2222-4333-8444-555555555555",
        _ body: JSONValue = ["session_duration_minutes": 60]
    ) async throws -> RawAnswer {
        let keyLine = key.map { [("Idempotency-Key", $0)] } ?? []
        return try await RawClient.postJSON(
            addresses.backend + "/session/migrate",
            body,
            headers: [("Authorization", "Bearer \(token)")] + keyLine
        )
    }
}

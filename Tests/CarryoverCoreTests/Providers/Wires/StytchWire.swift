import CarryoverTesting

@testable import CarryoverCore

/// Stytch's side of the wire, and that of an app's backend in front of it.
struct StytchWire: ProviderContract.Wire {
    let isBackend: Bool
    let organization: String?

    var provider: any IdentityProvider {
        do {
            return try StytchProvider(
                project: StytchProject(publicToken: "public-token-test-1", organizationID: organization),
                migration: isBackend
                    ? .backend(Bench.endpoint("https://api.example/session/migrate"))
                    : .attest(profileID: "profile-1", token: .accessToken),
                durationMinutes: 60
            )
        } catch {
            preconditionFailure("\(error)")
        }
    }

    func success(_ operation: ProviderContract.Operation, _ tokens: ProviderContract.Tokens) -> HTTPResponse {
        let members =
            #""session_jwt":"\#(tokens.access)","session_token":"\#(tokens.refresh ?? "")","status_code":200"#
        // An SDK endpoint answers in an envelope.
        let isBare = isBackend && operation == .exchange
        return .json(200, isBare ? "{\(members)}" : "{\"data\":{\(members)}}")
    }

    func refusal(_ operation: ProviderContract.Operation) -> HTTPResponse {
        let type = operation == .exchange ? "invalid_trusted_auth_token" : "session_not_found"
        let status = operation == .exchange ? 400 : 404
        return HTTPResponse(
            status: status,
            fields: ["Content-Type": "text/plain"],
            body: Secret(#"{"status_code":\#(status),"error_type":"\#(type)"}"#)
        )
    }
}

import Carryover
import CarryoverTesting

/// The invented backend's side of the wire.
struct NotesWire: ProviderContract.Wire {
    let provider: any IdentityProvider

    init() throws { provider = try NotesProvider(Endpoint("https://notes.example")) }

    func success(_ operation: ProviderContract.Operation, _ tokens: ProviderContract.Tokens) -> HTTPResponse {
        guard operation != .revoke else { return HTTPResponse(status: 204) }
        let refresh = tokens.refresh.map { #","refresh":"\#($0)""# } ?? ""
        return HTTPResponse(
            status: 200,
            fields: ["Content-Type": "application/json"],
            body: Secret(#"{"access":"\#(tokens.access)"\#(refresh),"seconds":3600,"user":"ada"}"#)
        )
    }

    func refusal(_ operation: ProviderContract.Operation) -> HTTPResponse {
        HTTPResponse(
            status: 400,
            fields: ["Content-Type": "application/json"],
            body: Secret(#"{"error":"invalid_grant"}"#)
        )
    }
}

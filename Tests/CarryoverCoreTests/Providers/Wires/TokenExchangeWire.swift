import CarryoverTesting

@testable import CarryoverCore

/// A standard server's side of the wire.
struct TokenExchangeWire: ProviderContract.Wire {
    let isBound: Bool

    var provider: any IdentityProvider {
        TokenExchangeProvider(
            server: OAuthServer(
                tokenEndpoint: Bench.endpoint("https://as.example/token"),
                revocationEndpoint: Bench.endpoint("https://as.example/revoke")
            ),
            client: OAuthClient(id: "notes", authentication: .none),
            audience: nil,
            scope: nil,
            proofs: isBound ? DPoPProofs(time: ManualTimeSource()) : nil
        )
    }

    func success(_ operation: ProviderContract.Operation, _ tokens: ProviderContract.Tokens) -> HTTPResponse {
        guard operation != .revoke else { return HTTPResponse(status: 200) }
        var object: JSONObject = [
            "access_token": .string(tokens.access), "token_type": isBound ? "DPoP" : "Bearer",
            "expires_in": 3600,
        ]
        object["refresh_token"] = tokens.refresh.map { .string($0) }
        return .json(200, JSONValue.object(object).text)
    }

    func refusal(_ operation: ProviderContract.Operation) -> HTTPResponse {
        .json(400, #"{"error":"invalid_grant"}"#)
    }
}

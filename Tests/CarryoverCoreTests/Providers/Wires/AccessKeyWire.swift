import CarryoverTesting

@testable import CarryoverCore

/// Descope's side of the wire to a machine.
struct AccessKeyWire: ProviderContract.Wire {
    let operations: Set<ProviderContract.Operation> = [.refresh]

    var provider: any IdentityProvider {
        do {
            return try DescopeAccessKeyProvider(
                project: DescopeProject(id: "P2abc"),
                accessKey: Secret("K2key")
            )
        } catch {
            preconditionFailure("\(error)")
        }
    }

    func success(_ operation: ProviderContract.Operation, _ tokens: ProviderContract.Tokens) -> HTTPResponse {
        .json(200, #"{"keyId":"K2","sessionJwt":"\#(tokens.access)"}"#)
    }

    func refusal(_ operation: ProviderContract.Operation) -> HTTPResponse {
        .json(401, #"{"errorCode":"E062803"}"#)
    }
}

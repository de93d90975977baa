import CarryoverTesting

@testable import CarryoverCore

/// Descope's side of the wire.
struct DescopeWire: ProviderContract.Wire {
    let usesCookies: Bool

    var provider: any IdentityProvider {
        do { return try DescopeProvider(project: DescopeProject(id: "P2abc")) } catch {
            preconditionFailure("\(error)")
        }
    }

    func success(_ operation: ProviderContract.Operation, _ tokens: ProviderContract.Tokens) -> HTTPResponse {
        let refresh = tokens.refresh ?? ""
        guard usesCookies else {
            return .json(200, #"{"sessionJwt":"\#(tokens.access)","refreshJwt":"\#(refresh)"}"#)
        }
        var fields: HTTPFields = [:]
        fields.append("Set-Cookie", "DS=\(tokens.access); Path=/; HttpOnly")
        if !refresh.isEmpty { fields.append("Set-Cookie", "DSR=\(refresh); Path=/; HttpOnly") }
        return .json(200, #"{"sessionJwt":"","refreshJwt":""}"#, fields)
    }

    func refusal(_ operation: ProviderContract.Operation) -> HTTPResponse {
        .json(401, #"{"errorCode":"E064001","errorDescription":"Token expired"}"#)
    }
}

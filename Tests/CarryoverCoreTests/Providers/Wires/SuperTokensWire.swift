import CarryoverTesting
import FoundationEssentials

@testable import CarryoverCore

/// A SuperTokens backend's side of the wire.
struct SuperTokensWire: ProviderContract.Wire {
    let mode: SuperTokensProvider.AuthMode
    var names = SuperTokensNames()

    var provider: any IdentityProvider {
        do {
            return try SuperTokensProvider(
                apiDomain: Bench.endpoint("https://api.example"),
                authMode: mode,
                names: names
            )
        } catch {
            preconditionFailure("\(error)")
        }
    }

    func success(_ operation: ProviderContract.Operation, _ tokens: ProviderContract.Tokens) -> HTTPResponse {
        guard operation != .revoke else { return .json(200, #"{"status":"OK"}"#, ending) }
        let front = #"{"uid":"user-1","ate":0,"up":{}}"#
        var fields: HTTPFields = [:]
        fields[names.frontTokenField] = Data(front.utf8).base64EncodedString()
        switch mode {
        case .header:
            fields[names.accessTokenField] = tokens.access
            fields[names.refreshTokenField] = tokens.refresh
        case .cookie:
            fields.append("Set-Cookie", "\(names.accessTokenCookie)=\(tokens.access); Path=/; HttpOnly")
            if let refresh = tokens.refresh {
                fields.append("Set-Cookie", "\(names.refreshTokenCookie)=\(refresh); Path=/auth; HttpOnly")
            }
            fields[names.antiCSRFField] = "csrf"
        }
        return .json(200, operation == .exchange ? #"{"status":"OK"}"# : "{}", fields)
    }

    func refusal(_ operation: ProviderContract.Operation) -> HTTPResponse {
        switch operation {
        case .exchange: .json(401, #"{"message":"unauthorised"}"#)
        case .refresh: .json(names.expiredStatus, #"{"message":"token theft detected"}"#, ending)
        case .revoke: .json(names.expiredStatus, #"{"message":"unauthorised"}"#)
        }
    }

    private var ending: HTTPFields {
        var fields: HTTPFields = [:]
        fields[names.accessTokenField] = ""
        fields[names.refreshTokenField] = ""
        fields[names.frontTokenField] = "remove"
        return fields
    }
}

extension SuperTokensNames {
    /// A backend whose operator changed everything.
    static var unusual: SuperTokensNames {
        var names = SuperTokensNames()
        names.accessTokenField = "x-access"
        names.refreshTokenField = "x-refresh"
        names.frontTokenField = "x-front"
        names.antiCSRFField = "x-csrf"
        names.accessTokenCookie = "notesAccess"
        names.refreshTokenCookie = "notesRefresh"
        names.expiredStatus = 440
        return names
    }
}

/// Where an authorization server's endpoints are, as its own metadata tells (RFC 8414 §2).
package struct ServerMetadata: Sendable, Equatable {
    package var tokenEndpoint: Endpoint?
    package var revocationEndpoint: Endpoint?
    /// Where a browser ends the sign-in at the provider itself (OpenID Connect RP-Initiated Logout §2.1).
    package var endSessionEndpoint: Endpoint?

    package init(
        tokenEndpoint: Endpoint? = nil,
        revocationEndpoint: Endpoint? = nil,
        endSessionEndpoint: Endpoint? = nil
    ) {
        self.tokenEndpoint = tokenEndpoint
        self.revocationEndpoint = revocationEndpoint
        self.endSessionEndpoint = endSessionEndpoint
    }

    /// Why a document is not an issuer's.
    package enum Invalid: String, Error, Sendable {
        case issuerMismatch = "issuer-mismatch"
        case unusableEndpoint = "unusable-endpoint"
    }

    /// Reads a document.
    ///
    /// The issuer in it has to be the one that was asked for, letter by letter (RFC 8414 §3.3): whoever could put
    /// another document there would otherwise get the tokens.
    package init(_ document: JSONObject, of issuer: String) throws(Invalid) {
        guard document["issuer"]?.string == issuer else { throw .issuerMismatch }
        func endpoint(_ name: String) throws(Invalid) -> Endpoint? {
            guard let text = document[name]?.string else { return nil }
            do { return try Endpoint(text) } catch { throw .unusableEndpoint }
        }
        tokenEndpoint = try endpoint("token_endpoint")
        revocationEndpoint = try endpoint("revocation_endpoint")
        endSessionEndpoint = try endpoint("end_session_endpoint")
    }

    /// Where an issuer's document may be: by RFC 8414 §3.1 between host and path, and by OpenID Connect Discovery §4
    /// after the path.
    package static func addresses(of issuer: Endpoint) -> [Endpoint] {
        let origin = issuer.origin.description
        var path = issuer.target
        while path.hasSuffix("/") { path.removeLast() }
        return [
            "\(origin)/.well-known/oauth-authorization-server\(path)",
            "\(origin)\(path)/.well-known/openid-configuration",
        ].compactMap { try? Endpoint($0) }
    }
}

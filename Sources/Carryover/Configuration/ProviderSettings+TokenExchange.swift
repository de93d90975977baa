import CarryoverCore

extension TokenExchangeProvider {
    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        let server = try OAuthServer(&reader)
        let client = try OAuthClient(&reader)
        let subjectTokenType = try reader.word("subject_token_type", SubjectTokenType.self) ?? .accessToken
        let isBound = try reader.flag("dpop") ?? false
        self.init(
            server: server,
            client: client,
            audience: try reader.string("audience"),
            resources: try reader.strings("resources") ?? [],
            scope: try reader.string("scope"),
            subjectTokenType: subjectTokenType,
            needsRefreshToken: try reader.flag("refresh_token_required") ?? true,
            proofs: isBound ? DPoPProofs(time: SystemTimeSource()) : nil
        )
    }
}

extension OAuthServer {
    /// Reads `issuer`, `token_endpoint` and `revocation_endpoint`: what is not given, the issuer's metadata tells.
    convenience init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        let tokenEndpoint = try reader.endpoint("token_endpoint")
        let revocationEndpoint = try reader.endpoint("revocation_endpoint")
        if let issuer = try reader.string("issuer") {
            _ = try reader.endpoint(issuer, at: reader.path(of: "issuer"))
            let known = ServerMetadata(tokenEndpoint: tokenEndpoint, revocationEndpoint: revocationEndpoint)
            do {
                try self.init(issuer: issuer, knowing: known)
            } catch {
                throw ConfigurationError(reader.path(of: "issuer"), "an absolute https URL is expected")
            }
        } else if let tokenEndpoint {
            self.init(tokenEndpoint: tokenEndpoint, revocationEndpoint: revocationEndpoint)
        } else {
            throw ConfigurationError(
                reader.path(of: "token_endpoint"),
                "is missing, and there is no issuer to ask for it"
            )
        }
    }
}

extension OAuthClient {
    /// Reads `client_id`, `client_secret` and `client_auth`, and `body_format` where the server may want JSON.
    init(_ reader: inout ConfigurationReader, mayUseJSON: Bool = false) throws(ConfigurationError) {
        let id = try reader.string("client_id")
        let secret = try reader.string("client_secret")
        let authentication = try reader.word("client_auth", Authentication.self)
        if authentication == .basic || authentication == .post, id == nil || secret == nil {
            throw ConfigurationError(
                reader.path(of: "client_auth"),
                "client_id and client_secret are needed for it"
            )
        }
        self.init(
            id: id,
            secret: secret.map { Secret($0) },
            authentication: authentication ?? (secret == nil ? .none : .post),
            bodyFormat: mayUseJSON ? try reader.word("body_format", BodyFormat.self) ?? .form : .form
        )
    }
}

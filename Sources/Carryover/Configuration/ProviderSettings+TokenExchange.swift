import CarryoverCore

extension TokenExchangeProvider {
    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        let server = try OAuthServer(&reader)
        let client = try OAuthClient(&reader)
        let subjectTokenType = try reader.tokenType("subject_token_type")
        let subjectToken = try SubjectToken(&reader, presentedAs: subjectTokenType)
        let isBound = try reader.flag("dpop") ?? false
        self.init(
            server: server,
            client: client,
            audience: try reader.string("audience"),
            resources: try reader.strings("resources") ?? [],
            scope: try reader.string("scope"),
            subjectToken: subjectToken,
            subjectTokenType: subjectTokenType,
            requestedTokenType: try reader.tokenType("requested_token_type"),
            needsRefreshToken: try reader.flag("refresh_token_required") ?? true,
            proofs: isBound ? DPoPProofs(time: SystemTimeSource()) : nil
        )
    }
}

extension TokenExchangeProvider.SubjectToken {
    /// Reads `legacy_token`: the standard's own types say which token it is, and no other type does.
    fileprivate init(
        _ reader: inout ConfigurationReader,
        presentedAs type: TokenType?
    ) throws(ConfigurationError) {
        let told = type.flatMap { type in Self.allCases.first { $0.type == type } }
        let chosen = try reader.word("legacy_token", Self.self)
        if let told, let chosen, told != chosen {
            throw ConfigurationError(
                reader.path(of: "legacy_token"),
                "subject_token_type says already that it is the \(told.rawValue)"
            )
        }
        self = told ?? chosen ?? .accessToken
    }
}

extension ConfigurationReader {
    /// The identifier of a kind of token (RFC 8693 §3).
    fileprivate mutating func tokenType(_ key: String) throws(ConfigurationError) -> TokenType? {
        guard let text = try string(key) else { return nil }
        guard let type = TokenType(text) else {
            throw ConfigurationError(
                path(of: key),
                "access_token, id_token, refresh_token or an absolute URI is expected"
            )
        }
        return type
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

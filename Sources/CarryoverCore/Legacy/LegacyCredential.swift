public import FoundationEssentials

/// What an old login left behind: at least an access token or a refresh token.
public struct LegacyCredential: Sendable, Equatable {
    /// The access token (RFC 6749 §1.4).
    public var accessToken: Secret?
    /// The refresh token (RFC 6749 §1.5).
    public var refreshToken: Secret?
    /// The ID token (OpenID Connect Core §2).
    public var idToken: Secret?
    /// When the access token expires, as the entry itself says.
    public var expiresAt: Date?
    /// Who issued it, as the entry itself says.
    public var issuer: String?
    /// The client it was issued to, as the entry itself says.
    public var clientID: String?
    /// Whether the entry says that its tokens are good only with a key that the old library has (RFC 9449 §5).
    package var saysItIsBound = false
    /// Whether its client is one of OAuth's (RFC 6749 §2.2): Firebase names the app's API key there.
    package var namesOAuthClient = true

    /// Creates a credential.
    public init(
        accessToken: Secret? = nil,
        refreshToken: Secret? = nil,
        idToken: Secret? = nil,
        expiresAt: Date? = nil,
        issuer: String? = nil,
        clientID: String? = nil
    ) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.idToken = idToken
        self.expiresAt = expiresAt
        self.issuer = issuer
        self.clientID = clientID
    }

    /// Whether there is anything in it that a provider could accept.
    package var isUsable: Bool {
        [accessToken, refreshToken].contains { $0.map { !$0.isEmpty } ?? false }
    }

    /// Whether its tokens are good only with a key that nobody has but the old library.
    package var isSenderConstrained: Bool {
        saysItIsBound || accessClaims?.object["cnf"]?.object?["jkt"] != nil
    }

    package var accessClaims: JWTClaims? { accessToken.flatMap { JWTClaims(unverified: $0) } }
    package var idClaims: JWTClaims? { idToken.flatMap { JWTClaims(unverified: $0) } }

    /// Who issued it: what the tokens say, else what the entry says.
    package var effectiveIssuer: String? { accessClaims?.issuer ?? idClaims?.issuer ?? issuer }

    /// The user it belongs to, where a token tells.
    package var subject: String? { accessClaims?.subject ?? idClaims?.subject }

    /// When the access token expires: what the token says, else what the entry says.
    package var effectiveExpiry: Date? { accessClaims?.expiresAt ?? expiresAt }

    /// What it is recognised by.
    package var mark: CredentialMark {
        CredentialMark(
            access: accessToken.map { Fingerprint(of: $0) },
            refresh: refreshToken.map { Fingerprint(of: $0) }
        )
    }
}

public import FoundationEssentials

/// A signed-in user's tokens, and whose they are.
///
/// A value: what a manager hands out does not change under its holder. The tokens print as redacted.
public struct Session: Sendable, Equatable {
    /// The token that requests carry (RFC 6749 §1.4).
    public let accessToken: Secret
    /// The token that buys a new access token (RFC 6749 §1.5), where there is one.
    public let refreshToken: Secret?
    /// The provider's identifier, as its tokens spell it.
    public let issuer: String?
    /// The user, as the provider names them.
    public let subject: String?
    /// What the access token was granted for (RFC 6749 §3.3), where the provider said so.
    public let scope: String?
    /// How long the access token lives, where that is known.
    public let lifetime: TokenLifetime?
    /// What else a provider needs to keep, under names of its own.
    public let attributes: [String: Secret]

    /// Creates a session.
    public init(
        accessToken: Secret,
        refreshToken: Secret? = nil,
        issuer: String? = nil,
        subject: String? = nil,
        scope: String? = nil,
        lifetime: TokenLifetime? = nil,
        attributes: [String: Secret] = [:]
    ) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.issuer = issuer
        self.subject = subject
        self.scope = scope
        self.lifetime = lifetime
        self.attributes = attributes
    }

    /// When the access token expires, or `nil` where nobody said.
    public var expiresAt: Date? { lifetime?.expiresAt }

    /// Whether two sessions hold one and the same token, whatever its kind.
    package func shares(_ token: Secret) -> Bool {
        token == accessToken || token == refreshToken || attributes.values.contains(token)
    }

    private static let everywhere = "end_everywhere"

    /// Whether revoking this one is meant to end all sessions of its user.
    package var endsEverywhere: Bool { attributes[Self.everywhere] != nil }

    /// This session, on its way to being revoked together with all others of its user.
    package var endingEverywhere: Session { ending(everywhere: true) }

    /// This session, on its way to being revoked alone.
    package var endingAlone: Session { ending(everywhere: false) }

    private func ending(everywhere: Bool) -> Session {
        var attributes = attributes
        attributes[Self.everywhere] = everywhere ? Secret("yes") : nil
        return Session(
            accessToken: accessToken,
            refreshToken: refreshToken,
            issuer: issuer,
            subject: subject,
            scope: scope,
            lifetime: lifetime,
            attributes: attributes
        )
    }
}

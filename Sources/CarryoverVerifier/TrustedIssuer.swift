/// A provider whose tokens are accepted, and what they have to look like.
public struct TrustedIssuer: Sendable {
    /// A demand on a claim that one kind of token has and another of the same issuer lacks (RFC 8725 §3.12).
    public enum RequiredClaim: Sendable, Equatable {
        /// It is a text, whatever it says.
        case text
        /// It is this text.
        case equal(String)
    }

    /// The values of `iss` that stand for the provider, compared byte for byte (RFC 8414 §3.3).
    public var issuers: [String]
    /// Who a token may be meant for: one of these has to be in `aud`, a text or an array (RFC 7519 §4.1.3).
    ///
    /// Where the list is empty, a token that names an audience is meant for somebody else and is refused.
    public var audiences: [String]
    /// The keys that the provider signs with.
    public var keys: TrustedKeys
    /// The values of `typ` that are accepted, in lower case and without `application/` (RFC 7515 §4.1.9).
    ///
    /// A token without `typ` passes where `jwt` is in the list.
    public var types: Set<String>
    /// What other claims have to say, by name.
    public var requiredClaims: [String: RequiredClaim]
    /// What the identifier of a key (`kid`) has to begin with.
    public var keyIDPrefix: String
    /// How far the provider's clock may differ from this machine's.
    public var leeway: Duration

    /// Creates a trusted issuer.
    ///
    /// - Parameters:
    ///   - issuers: The values of `iss`, a slash at the end included, exactly as the provider writes them.
    ///   - audiences: Who a token may be meant for; none where the provider leaves `aud` out.
    ///   - keys: The keys that the provider signs with.
    ///   - types: The values of `typ` that are accepted; a logout token, for instance, is none of these.
    ///   - requiredClaims: What other claims have to say.
    ///   - keyIDPrefix: What the identifier of a key has to begin with.
    ///   - leeway: How far the clocks may differ.
    public init(
        _ issuers: String...,
        audiences: [String],
        keys: TrustedKeys,
        types: Set<String> = ["jwt", "at+jwt"],
        requiredClaims: [String: RequiredClaim] = [:],
        keyIDPrefix: String = "",
        leeway: Duration = .seconds(30)
    ) {
        self.issuers = issuers
        self.audiences = audiences
        self.keys = keys
        self.types = types
        self.requiredClaims = requiredClaims
        self.keyIDPrefix = keyIDPrefix
        self.leeway = leeway
    }
}

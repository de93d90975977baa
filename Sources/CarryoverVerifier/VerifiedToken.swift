public import FoundationEssentials

/// What a token says, after its signature, its issuer and its times were checked.
///
/// The description tells the owner only: who a user is belongs into no log by accident.
public struct VerifiedToken: Sendable {
    /// Whose a token is.
    public enum Owner: String, Sendable {
        /// The old provider's.
        case legacy
        /// The new provider's.
        case new
    }

    /// Whose it is.
    public let owner: Owner
    /// Whom it is about (`sub`), unique within the issuer only.
    public let subject: String
    /// Who issued it (`iss`), as it was written.
    public let issuer: String
    /// When it expires (`exp`).
    public let expiresAt: Date
    /// The user's address (`email`), where the token names one.
    public let email: String?
    /// Whether the provider has made sure that the address is the user's (`email_verified`).
    public let isEmailVerified: Bool
    /// All claims as they were signed: a JSON object in UTF-8, for whatever else the app wants to decode.
    public let payload: [UInt8]

    init(_ token: SignedToken, owner: Owner) throws(VerificationError) {
        guard let subject = token.claims["sub"]?.string, !subject.isEmpty,
            let issuer = token.claims["iss"]?.string, let expiry = try token.time("exp")
        else { throw VerificationError(.claim, "the token does not say whom it is about") }
        self.owner = owner
        self.subject = subject
        self.issuer = issuer
        expiresAt = Date(timeIntervalSince1970: expiry)
        email = token.claims["email"]?.string
        isEmailVerified = token.claims["email_verified"]?.bool ?? false
        payload = token.payload
    }
}

extension VerifiedToken: CustomStringConvertible, CustomReflectable {
    /// What it is, in words, without anything secret.
    public var description: String { "a token of the \(owner.rawValue) provider" }
    /// A mirror without children, so that a dump shows nothing.
    public var customMirror: Mirror { Mirror(self, children: ["owner": owner]) }
}

/// What must be equal between the legacy login and the session that it was exchanged for.
///
/// A rule holds only where both sides tell: a token without the claim proves nothing either way.
public enum IdentityRule: String, Sendable, CaseIterable {
    /// Nothing is compared: the providers name users differently.
    case none
    /// The subject, where the new provider took over the old one's identifiers.
    case subject
    /// The e-mail address, where both sides say that it is verified.
    case verifiedEmail = "verified-email"

    /// Whether the session is known to be another person's.
    package func isViolated(by session: Session, from credential: LegacyCredential) -> Bool {
        switch self {
        case .none: return false
        case .subject:
            guard let old = credential.subject, let new = session.subject else { return false }
            return old != new
        case .verifiedEmail:
            let legacy = [credential.idClaims, credential.accessClaims].compactMap { $0 }
            guard let old = legacy.first(where: \.isEmailVerified)?.email,
                let claims = JWTClaims(unverified: session.accessToken), claims.isEmailVerified,
                let new = claims.email
            else { return false }
            return old.lowercased() != new.lowercased()
        }
    }
}

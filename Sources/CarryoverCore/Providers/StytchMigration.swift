/// The two doors through which a legacy login becomes a Stytch session.
package enum StytchMigration: Sendable {
    /// The app's own backend, which holds the project's secret and stands in front of `sessions/migrate`.
    case backend(Endpoint)
    /// Stytch itself, which verifies the legacy JWT by a profile of trusted tokens (`sessions/attest`).
    case attest(profileID: String, token: AttestedToken)

    /// Which of the legacy tokens is attested.
    package enum AttestedToken: String, Sendable, CaseIterable {
        case accessToken = "access_token"
        case idToken = "id_token"
        /// A profile matches users by their email address: the access token where it is a JWT with one in it, else the
        /// ID token, else the access token.
        case automatic

        func token(of credential: LegacyCredential) -> Secret? {
            switch self {
            case .accessToken: credential.accessToken
            case .idToken: credential.idToken
            case .automatic:
                credential.accessClaims?.email != nil || credential.idToken == nil
                    ? credential.accessToken : credential.idToken
            }
        }
    }
}

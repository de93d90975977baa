/// Which of the logins that a library keeps in one place are meant, where that is said.
///
/// One place may hold those of several clients and, of one client, access tokens for several audiences.
package struct LegacySelection: Sendable {
    /// What can be said, by the names that the configuration has for it.
    package enum Part: String, Sendable, CaseIterable {
        /// The name that the library keeps the login under.
        case key
        /// The client that it was issued to.
        case clientID = "client_id"
        /// Whom the access token is for.
        case audience
        /// What the access token has to be good for, all of it.
        case scope
    }

    private var wanted: [Part: String] = [:]
    /// The old provider, where it is known: of several access tokens of one login its own goes first.
    package var issuer: String?

    package init() {}

    package subscript(part: Part) -> String? {
        get { wanted[part] }
        set { wanted[part] = newValue }
    }

    /// Whether this is what is wanted of a part, or nothing is.
    func takes(_ part: Part, _ value: String?) -> Bool { wanted[part].map { $0 == value } ?? true }

    /// Whether every word of the scope that is wanted is among these (RFC 6749 §3.3).
    func takes(scope words: [Substring]) -> Bool {
        wanted[.scope]?.split(separator: " ").allSatisfy { words.contains($0) } ?? true
    }

    /// Whether a token says itself that it is the old provider's.
    ///
    /// One that says nothing may be good for a single endpoint of it only, however long it lives.
    func isOwn(_ token: String?) -> Bool {
        guard let issuer, let token else { return false }
        return JWTClaims(unverified: Secret(token))?.issuer == issuer
    }
}

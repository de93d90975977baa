/// What a provider tells of a user besides the tokens.
///
/// It is about a person: nothing of it is stored, logged or counted by the library.
public struct UserProfile: Sendable, Equatable {
    /// The user, as the provider names them.
    public let subject: String
    /// The e-mail address.
    public let email: String?
    /// Whether the provider has seen that the address is the user's own.
    public let isEmailVerified: Bool
    /// The name, as it is to be shown.
    public let name: String?

    /// Creates a profile.
    public init(subject: String, email: String? = nil, isEmailVerified: Bool = false, name: String? = nil) {
        self.subject = subject
        self.email = email
        self.isEmailVerified = isEmailVerified
        self.name = name
    }
}

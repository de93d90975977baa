/// Whom a Stytch project is for; the two have paths, names and identifiers of their own.
package enum StytchVertical: String, Sendable, Codable, Hashable {
    /// Users.
    case consumer
    /// Members of organizations.
    case b2b

    var sessionPrefix: String { self == .consumer ? "session" : "member-session" }
    var userPrefix: String { self == .consumer ? "user" : "member" }
    var sessionName: String { self == .consumer ? "session" : "member_session" }
    /// The duration where a client names none, in minutes.
    var usualMinutes: Int { self == .consumer ? 5 : 60 }
}

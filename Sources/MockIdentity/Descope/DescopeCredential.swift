/// What a request's bearer token says: a project and, after a colon, a second credential.
struct DescopeCredential: Sendable {
    let projectID: String
    let second: String?

    /// Reads a request's bearer token.
    ///
    /// JSON Web Tokens hold no colon, so a third part is a key of its own.
    init?(_ call: Call) {
        guard let bearer = call.bearerToken else { return nil }
        let parts = bearer.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        projectID = String(parts[0])
        second = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
    }
}

extension LegacyRecordFormat {
    /// The `User` of oidc-client-ts, under `oidc.user:<authority>:<client id>` or as the document itself.
    package static let oidcClient = LegacyRecordFormat(
        kind: "oidc-client-ts",
        selectable: [.key, .clientID],
        members: ["token_type", "scope", "session_state", "profile", "url_state"],
        isOwnKey: { $0.hasPrefix(prefix) },
        issuer: { $0.text("profile", "iss") ?? $0.key.flatMap { parts($0)?.authority } },
        clientID: { $0.key.flatMap { parts($0)?.clientID } ?? $0.text("profile", "aud") }
    )

    private static let prefix = "oidc.user:"

    /// An authority is a URL and has colons of its own; the client id is what follows the last one.
    private static func parts(_ key: String) -> (authority: String, clientID: String)? {
        let rest = key.dropFirst(prefix.count)
        guard key.hasPrefix(prefix), let colon = rest.lastIndex(of: ":") else { return nil }
        return (String(rest[..<colon]), String(rest[rest.index(after: colon)...]))
    }
}

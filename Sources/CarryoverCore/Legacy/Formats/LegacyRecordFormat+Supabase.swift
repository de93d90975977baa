extension LegacyRecordFormat {
    /// The session of supabase-js.
    ///
    /// It stands under `sb-<project>-auth-token`, in version 1 one level below `supabase.auth.token`, or is the
    /// document itself.
    package static let supabase = LegacyRecordFormat(
        kind: "supabase",
        starts: [[], ["currentSession"]],
        members: [
            "token_type", "expires_in", "provider_token", "provider_refresh_token", "user", "weak_password",
        ],
        isOwnKey: { $0 == "supabase.auth.token" || project($0) != nil },
        issuer: { $0.key.flatMap { project($0) }.map { "https://\($0).supabase.co/auth/v1" } }
    )

    private static func project(_ key: String) -> Substring? {
        guard key.hasPrefix("sb-"), key.hasSuffix("-auth-token") else { return nil }
        let project = key.dropFirst(3).dropLast(11)
        return project.isEmpty ? nil : project
    }
}

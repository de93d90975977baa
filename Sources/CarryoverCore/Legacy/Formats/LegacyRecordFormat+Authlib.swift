extension LegacyRecordFormat {
    /// The token dictionary of authlib and requests-oauthlib, or several under names of the app's own.
    ///
    /// Both keep the token endpoint's answer (RFC 6749 §5.1) and add `expires_at`, in seconds; an answer that was
    /// saved as it came has the lifetime only. Authlib's clients for web frameworks add `userinfo`, the claims of the ID token.
    package static let authlib = LegacyRecordFormat(
        kind: "authlib",
        expiresIn: ["expires_in"],
        members: [
            "token_type", "expires_in", "scope", "userinfo", "refresh_expires_in", "refresh_token_expires_in",
            "session_state", "not-before-policy", "ext_expires_in",
        ],
        issuer: { $0.text("userinfo", "iss") },
        clientID: { $0.text("userinfo", "aud") }
    )
}

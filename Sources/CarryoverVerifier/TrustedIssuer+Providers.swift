extension TrustedIssuer {
    /// The two kinds of keys that a SuperTokens core signs access tokens with.
    public enum SuperTokensKeys: String, Sendable {
        /// Those it replaces regularly, whose identifiers begin with `d-`; the default of its SDKs.
        case dynamic = "d-"
        /// Those it keeps, whose identifiers begin with `s-`; other tokens are signed with them, too.
        case `static` = "s-"
    }

    /// The access tokens of SuperTokens sessions.
    ///
    /// Only signature and claims are looked at, as its SDKs do without their database check: a session that
    /// was revoked is noticed when its access token expires.
    ///
    /// - Parameters:
    ///   - issuer: The API's domain and base path, such as `https://api.example.com/auth`.
    ///   - keys: The core's keys, as served at `<issuer>/jwt/jwks.json`.
    ///   - signing: Which of them sign access tokens.
    public static func superTokens(
        _ issuer: String,
        keys: TrustedKeys,
        signing: SuperTokensKeys = .dynamic
    ) -> TrustedIssuer {
        TrustedIssuer(
            issuer,
            audiences: [],
            keys: keys,
            // Without these it is some other token that the core was asked to sign.
            requiredClaims: ["sessionHandle": .text, "refreshTokenHash1": .text],
            keyIDPrefix: signing.rawValue
        )
    }

    /// Stytch's session tokens.
    ///
    /// - Parameters:
    ///   - projectID: The project, such as `project-live-…`, which is also the audience.
    ///   - keys: The project's keys, as served at `/v1/sessions/jwks/<projectID>`.
    ///   - baseURL: The project's own domain without a slash at the end, where it has one.
    public static func stytch(
        projectID: String,
        keys: TrustedKeys,
        baseURL: String? = nil
    ) -> TrustedIssuer {
        var issuer = TrustedIssuer("stytch.com/\(projectID)", audiences: [projectID], keys: keys)
        if let baseURL { issuer.issuers.append(baseURL) }
        return issuer
    }

    /// Descope's session tokens; its refresh tokens, signed with the same keys, are refused.
    ///
    /// - Parameters:
    ///   - projectID: The project, such as `P2…`.
    ///   - keys: The project's keys, as served at `/v2/keys/<projectID>`.
    ///   - baseURL: The API's address without a slash at the end.
    ///   - audiences: Who a token may be meant for, where the project's template adds `aud`.
    public static func descope(
        projectID: String,
        keys: TrustedKeys,
        baseURL: String = "https://api.descope.com",
        audiences: [String] = []
    ) -> TrustedIssuer {
        TrustedIssuer(
            projectID,
            "\(baseURL)/\(projectID)",
            audiences: audiences,
            keys: keys,
            requiredClaims: ["drn": .equal("DS")],
            leeway: .seconds(5)
        )
    }
}

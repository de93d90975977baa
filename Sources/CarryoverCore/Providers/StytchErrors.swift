/// What Stytch's refusals mean, by their `error_type`, whatever content type they come with.
///
/// | what came | of a migration | of a session's token |
/// |---|---|---|
/// | `unauthorized_credentials`, `user_unauthenticated`, `invalid_secret_authentication`, `session_not_found` | see 401 | refused |
/// | 401 from the app's backend, or from Stytch with any other type | refused | ``ErrorTable`` |
/// | 401 from Stytch with one of those four | configuration: the public token is wrong | |
/// | `invalid_trusted_auth_token`, `id_token_expired`, `jwt_invalid_…` | refused | ``ErrorTable`` |
/// | `…_not_found` of a user, member, organization or email address, `migrate_from_external_email_does_not_exist` | not provisioned | ``ErrorTable`` |
/// | `migrate_from_external_unexpected_response` | transient, after 15 seconds | ``ErrorTable`` |
/// | another type with 400, 403 or 404 | configuration | configuration |
/// | anything else | ``ErrorTable`` | ``ErrorTable`` |
///
/// A 401 of the backend is about the legacy token, the only credential that the request carries. A backend whose own
/// secret Stytch does not take has to answer with a 5xx.
struct StytchErrors {
    private static let endings: Set<String> = [
        "unauthorized_credentials", "user_unauthenticated", "invalid_secret_authentication",
        "session_not_found",
    ]
    private static let badTokens: Set<String> = [
        "invalid_trusted_auth_token", "id_token_expired", "jwt_invalid_audience", "jwt_invalid_issuer",
        "jwt_invalid_claims",
    ]
    private static let unknownUsers: Set<String> = [
        "user_not_found", "member_not_found", "organization_not_found", "email_not_found",
        "migrate_from_external_email_does_not_exist",
    ]
    /// The old provider's user information endpoint failed: the token may be over, or the endpoint limits its rate.
    private static let userInfoFailed = "migrate_from_external_unexpected_response"
    /// Asking sooner would use up the very limit that is the likely cause.
    private static let userInfoPause: Duration = .seconds(15)

    let response: HTTPResponse
    let endpoint: Endpoint
    let context: ProviderContext

    /// The verdict on an answer without a session to a legacy token.
    ///
    /// - Parameter isBackend: Whether the app's own backend was asked, with the legacy token as its bearer.
    func migration(isBackend: Bool) -> ProviderError {
        if (200..<300).contains(response.status), response.jsonObject != nil {
            return error(.transient, "no-tokens")
        }
        guard [400, 401, 403, 404].contains(response.status), !response.isHTML else { return general }
        guard let type else {
            return response.status == 401 ? error(.refused, "legacy-token-refused") : general
        }
        if type == Self.userInfoFailed { return error(.transient, type, retryAfter: Self.userInfoPause) }
        if Self.unknownUsers.contains(type) { return error(.notProvisioned, type) }
        if Self.badTokens.contains(type) { return error(.refused, type) }
        guard response.status == 401 else { return error(.configuration, type) }
        return error(!isBackend && Self.endings.contains(type) ? .configuration : .refused, type)
    }

    /// The verdict on an answer to a session's token.
    var session: ProviderError {
        guard [400, 401, 403, 404].contains(response.status), let type else { return general }
        if Self.endings.contains(type) { return error(.refused, type) }
        return response.status == 401 ? general : error(.configuration, type)
    }

    private var general: ProviderError { context.verdict(on: response, from: endpoint) }

    private var type: String? { plain("error_type") ?? plain("error") }

    private func plain(_ name: String) -> String? {
        response.jsonObject?[name]?.string.flatMap { ErrorTable.isPlainCode($0) ? $0 : nil }
    }

    private func error(
        _ kind: ProviderError.Kind,
        _ code: String,
        retryAfter: Duration? = nil
    ) -> ProviderError {
        let general = general
        return ProviderError(
            kind,
            code: code,
            status: response.status,
            endpoint: endpoint,
            retryAfter: general.retryAfter ?? retryAfter,
            traceID: plain("request_id") ?? general.traceID
        )
    }
}

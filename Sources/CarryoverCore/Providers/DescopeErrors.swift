/// What Descope's refusals mean.
///
/// There is no published list of its codes, so the status decides, and a code only ever softens a verdict:
///
/// | what came | of an exchange | of a session's or a key's credential |
/// |---|---|---|
/// | 401 | refused | refused, with an `errorCode` |
/// | 400, 403 with `E0110…` (the request is wrong) | configuration | configuration |
/// | 400, 403 with `E130429` | transient | transient |
/// | 400, 403, 404 with `E062108`, `E112102` (no such user) | not provisioned | refused; 404: by the table |
/// | 400, 403 with another `errorCode` | configuration | refused |
/// | anything else | ``ErrorTable`` | ``ErrorTable`` |
///
/// A refused exchange costs nothing: the legacy credential stays. A session is over only where Descope says so in its
/// own form of words, never because of a bare status that a proxy may have sent.
package struct DescopeErrors {
    private static let unknownUser: Set<String> = ["E062108", "E112102"]
    private static let rateLimited = "E130429"
    private static let wrongRequest = "E0110"

    let response: HTTPResponse
    let endpoint: Endpoint
    let context: ProviderContext

    package init(response: HTTPResponse, endpoint: Endpoint, context: ProviderContext) {
        self.response = response
        self.endpoint = endpoint
        self.context = context
    }

    /// The verdict on an answer without a session to a legacy credential.
    var exchange: ProviderError {
        let code = code
        switch response.status {
        case 401 where !response.isHTML && code != Self.rateLimited:
            return error(.refused, code ?? "legacy-token-refused")
        case 400, 403, 404:
            guard let code else { return general }
            if code == Self.rateLimited { return error(.transient, code) }
            return error(Self.unknownUser.contains(code) ? .notProvisioned : .configuration, code)
        case 200..<300 where response.jsonObject != nil: return error(.transient, "no-tokens")
        default: return general
        }
    }

    /// The verdict on an answer to a refresh token or an access key.
    package var credential: ProviderError {
        guard [400, 401, 403].contains(response.status), let code else { return general }
        if code == Self.rateLimited { return error(.transient, code) }
        if response.status != 401, code.hasPrefix(Self.wrongRequest) { return error(.configuration, code) }
        return error(.refused, code)
    }

    /// The verdict on an answer to a management key.
    ///
    /// A 401 or 403 is about the key or its rights; other refusals are about what was sent.
    package var management: ProviderError {
        guard let code, code != Self.rateLimited else { return general }
        switch response.status {
        case 401, 403: return error(.refused, code)
        case 400, 404, 409, 422: return error(.configuration, code)
        default: return general
        }
    }

    private var general: ProviderError { context.verdict(on: response, from: endpoint) }

    private var code: String? {
        response.jsonObject?["errorCode"]?.string.flatMap { ErrorTable.isPlainCode($0) ? $0 : nil }
    }

    private func error(_ kind: ProviderError.Kind, _ code: String) -> ProviderError {
        let general = general
        return ProviderError(
            kind,
            code: code,
            status: response.status,
            endpoint: endpoint,
            retryAfter: general.retryAfter,
            traceID: general.traceID
        )
    }
}

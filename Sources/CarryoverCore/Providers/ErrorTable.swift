public import FoundationEssentials

/// The one table that turns an answer into a verdict.
///
/// | what came | code | verdict |
/// |---|---|---|
/// | no complete answer: name, connection, TLS, time limit, cut off, not HTTP | the transport's | transient |
/// | 408, 425, 429, 5xx but 501 | `http-…` | transient; `Retry-After` is kept to; 425 and 429 were not acted on |
/// | any other status with HTML | `not-the-provider` | transient: a proxy or a captive portal speaks |
/// | 2xx without what it must hold | `incomplete-answer` | transient |
/// | 1xx, 3xx | `http-…` | transient; no redirect is followed |
/// | 4xx, 501 with `temporarily_unavailable`, `server_error`, `slow_down`, `too_many_requests` | that error | transient |
/// | 400, 401, 403 with `invalid_grant` | `invalid_grant` | refused |
/// | 400, 401, 403 with `invalid_client`, `unauthorized_client`, `unsupported_grant_type`, `invalid_scope`, `invalid_request`, `invalid_target`, `unsupported_token_type` | that error | configuration |
/// | 400, 401, 403 with `mfa_required`, `interaction_required`, `login_required`, `consent_required` | that error | configuration: the credential is good, and the provider wants the user first |
/// | 404, 405, 410, 501 otherwise | `http-…` | configuration |
/// | any other 4xx | `http-…` | transient |
///
/// The first row that fits counts.
/// A refusal takes an error that was parsed *and* a status that goes with it. A provider with codes of its own looks
/// at the answer before this table does.
public enum ErrorTable {
    /// RFC 6749 §5.2, RFC 7009 §2.2.1 and RFC 8693 §2.2.2.
    static let configurationErrors: Set<String> = [
        "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_request",
        "invalid_target", "unsupported_token_type",
    ]
    /// What Auth0 (`mfa_required`) and OpenID Connect Core §3.1.2.6 say where the user would have to do something.
    ///
    /// The credential is not refused, and asking again at once changes nothing.
    static let interactionErrors: Set<String> = [
        "mfa_required", "interaction_required", "login_required", "consent_required",
    ]
    static let passingErrors: Set<String> = [
        "temporarily_unavailable", "server_error", "slow_down", "too_many_requests",
    ]

    /// The verdict on a failed exchange of messages.
    public static func verdict(on error: TransportError, from endpoint: Endpoint) -> ProviderError {
        ProviderError(
            .transient,
            code: error.code.rawValue,
            endpoint: endpoint,
            mayHaveArrived: error.mayHaveArrived,
            underlying: error
        )
    }

    /// The verdict on an answer that is not a success, or is one without content.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - endpoint: Where it came from.
    ///   - now: The wall clock, for a `Retry-After` that is a date.
    public static func verdict(on response: HTTPResponse, from endpoint: Endpoint, now: Date) -> ProviderError
    {
        let status = response.status
        let retryAfter = RetryAfter.duration(
            response.fields["Retry-After"],
            date: response.fields["Date"],
            now: now
        )
        let traceID = response.fields["CF-Ray"].flatMap { isPlainCode($0) ? $0 : nil }
        func error(_ kind: ProviderError.Kind, _ code: String) -> ProviderError {
            ProviderError(
                kind,
                code: code,
                status: status,
                endpoint: endpoint,
                retryAfter: retryAfter,
                // These two say that the request was not acted on: no new tokens can have been lost with the answer. A 503
                // may be a proxy's, whose server acted and was too slow for it.
                mayHaveArrived: ![425, 429].contains(status),
                traceID: traceID
            )
        }
        if status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501) {
            return error(.transient, "http-\(status)")
        }
        if response.isHTML { return error(.transient, "not-the-provider") }
        if (200..<300).contains(status) { return error(.transient, "incomplete-answer") }
        if status < 400 { return error(.transient, "http-\(status)") }
        if let code = response.jsonObject?["error"]?.string, isPlainCode(code) {
            if passingErrors.contains(code) { return error(.transient, code) }
            if [400, 401, 403].contains(status) {
                if code == "invalid_grant" { return error(.refused, code) }
                if configurationErrors.contains(code) || interactionErrors.contains(code) {
                    return error(.configuration, code)
                }
            }
        }
        if [404, 405, 410, 501].contains(status) { return error(.configuration, "http-\(status)") }
        return error(.transient, "http-\(status)")
    }

    /// An error code is a short word; anything else might be an echo of what was sent.
    static func isPlainCode(_ code: String) -> Bool {
        (1...64).contains(code.utf8.count)
            && code.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}

extension HTTPResponse {
    package var isSuccess: Bool { (200..<300).contains(status) }

    package var isHTML: Bool {
        let type = fields["Content-Type"]?.lowercased() ?? ""
        if type.hasPrefix("text/html") || type.hasPrefix("application/xhtml") { return true }
        return body.withBytes { bytes in
            bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
        }
    }

    /// The body as a JSON object, whatever its content type claims; some providers send theirs as `text/plain`.
    package var jsonObject: JSONObject? {
        isHTML ? nil : (try? JSONValue(parsing: body))?.object
    }
}

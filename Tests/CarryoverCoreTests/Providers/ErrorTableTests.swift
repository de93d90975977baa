import FoundationEssentials
import Testing

@testable import CarryoverCore

struct ErrorTableTests {
    private let endpoint = Bench.endpoint("https://a.b/token?secret=1")

    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        var body = "{}"
        var type = "application/json"
        let kind: ProviderError.Kind
        let code: String
        var testDescription: String { "\(status) \(type) \(body)" }
    }

    private static func oauth(
        _ status: Int,
        _ error: String,
        _ kind: ProviderError.Kind,
        _ code: String? = nil
    ) -> Case {
        Case(
            status: status,
            body: #"{"error":"\#(error)","error_description":"x"}"#,
            kind: kind,
            code: code ?? error
        )
    }

    static let cases: [Case] =
        [400, 401, 403].flatMap { status in
            [
                oauth(status, "invalid_grant", .refused), oauth(status, "invalid_client", .configuration),
                oauth(status, "unauthorized_client", .configuration),
                oauth(status, "invalid_scope", .configuration),
                oauth(status, "unsupported_grant_type", .configuration),
                oauth(status, "invalid_target", .configuration),
                oauth(status, "unsupported_token_type", .configuration),
                oauth(status, "mfa_required", .configuration),
                oauth(status, "interaction_required", .configuration),
                oauth(status, "login_required", .configuration),
                oauth(status, "consent_required", .configuration),
                oauth(status, "too_many_requests", .transient),
                oauth(status, "invalid_request", .configuration), oauth(status, "slow_down", .transient),
                oauth(status, "temporarily_unavailable", .transient),
                oauth(status, "server_error", .transient),
                oauth(status, "something_else", .transient, "http-\(status)"),
                Case(status: status, kind: .transient, code: "http-\(status)"),
                Case(status: status, body: "", kind: .transient, code: "http-\(status)"),
                Case(status: status, body: "invalid_grant", kind: .transient, code: "http-\(status)"),
                Case(status: status, body: #"["invalid_grant"]"#, kind: .transient, code: "http-\(status)"),
                Case(
                    status: status,
                    body: #"{"error":{"code":"invalid_grant"}}"#,
                    kind: .transient,
                    code: "http-\(status)"
                ),
                Case(
                    status: status,
                    body: "<html>invalid_grant",
                    type: "text/html",
                    kind: .transient,
                    code: "not-the-provider"
                ),
                Case(
                    status: status,
                    body: #"{"error":"invalid_grant"}"#,
                    type: "text/html; charset=utf-8",
                    kind: .transient,
                    code: "not-the-provider"
                ),
                Case(
                    status: status,
                    body: " \n<!doctype>",
                    type: "text/plain",
                    kind: .transient,
                    code: "not-the-provider"
                ),
            ]
        } + [
            Case(
                status: 400,
                body: #"{"error":"invalid_grant"}"#,
                type: "text/plain",
                kind: .refused,
                code: "invalid_grant"
            ),
            oauth(200, "invalid_grant", .transient, "incomplete-answer"),
            Case(status: 204, kind: .transient, code: "incomplete-answer"),
            oauth(500, "invalid_grant", .transient, "http-500"),
            oauth(404, "invalid_grant", .configuration, "http-404"),
            oauth(404, "login_required", .configuration, "http-404"),
            oauth(422, "login_required", .transient, "http-422"),
            oauth(429, "login_required", .transient, "http-429"),
            oauth(501, "server_error", .transient), oauth(501, "invalid_grant", .configuration, "http-501"),
            oauth(429, "invalid_grant", .transient, "http-429"), oauth(418, "too_many_requests", .transient),
            Case(status: 100, kind: .transient, code: "http-100"),
            Case(status: 302, kind: .transient, code: "http-302"),
            Case(status: 304, kind: .transient, code: "http-304"),
            Case(status: 404, kind: .configuration, code: "http-404"),
            Case(status: 404, body: "<html>", type: "text/html", kind: .transient, code: "not-the-provider"),
            Case(status: 405, kind: .configuration, code: "http-405"),
            Case(status: 410, kind: .configuration, code: "http-410"),
            Case(status: 501, kind: .configuration, code: "http-501"),
            Case(status: 408, kind: .transient, code: "http-408"),
            Case(status: 425, kind: .transient, code: "http-425"),
            Case(status: 502, kind: .transient, code: "http-502"),
            Case(status: 503, body: "<html>", type: "text/html", kind: .transient, code: "http-503"),
            Case(status: 599, kind: .transient, code: "http-599"),
            Case(status: 422, kind: .transient, code: "http-422"),
        ]

    @Test("every answer has its verdict, and only a parsed refusal is one", arguments: cases)
    func verdicts(_ row: Case) {
        let response = HTTPResponse(
            status: row.status,
            fields: ["Content-Type": row.type],
            body: Secret(row.body)
        )
        let error = ErrorTable.verdict(on: response, from: endpoint, now: Date(timeIntervalSince1970: 0))
        #expect(error.kind == row.kind)
        #expect(error.code == row.code)
        #expect(error.status == row.status)
        #expect(error.endpoint == "https://a.b/token")
        // These say that the request was not acted on.
        #expect(error.mayHaveArrived == ![425, 429].contains(row.status))
    }

    @Test("no answer is transient, and says whether the request may have arrived", arguments: [true, false])
    func noAnswer(mayHaveArrived: Bool) {
        let cause = TransportError(
            .timedOut,
            request: HTTPRequest(.post, endpoint),
            detail: "x",
            mayHaveArrived: mayHaveArrived
        )
        let error = ErrorTable.verdict(on: cause, from: endpoint)
        #expect(error.kind == .transient)
        #expect(error.code == "timed-out")
        #expect(error.status == nil)
        #expect(error.mayHaveArrived == mayHaveArrived)
    }

    @Test("Retry-After comes along with any verdict")
    func retryAfter() {
        let response = HTTPResponse.json(429, "{}", ["Retry-After": "7"])
        #expect(ErrorTable.verdict(on: response, from: endpoint, now: Date()).retryAfter == .seconds(7))
    }

    @Test(
        "only a short word is an error code",
        arguments: [
            ("invalid_grant", true), ("a.b-c_D9", true), ("", false), ("a b", false), ("é", false),
            ("a\nb", false),
            (String(repeating: "a", count: 64), true), (String(repeating: "a", count: 65), false),
        ]
    )
    func plainCodes(_ row: (code: String, isPlain: Bool)) {
        #expect(ErrorTable.isPlainCode(row.code) == row.isPlain)
    }
}

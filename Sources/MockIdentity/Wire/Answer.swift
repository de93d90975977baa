package import Foundation

/// What a mock server answers, before faults touch it.
package struct Answer: Sendable {
    /// The status code.
    package var status: Int
    /// The header fields.
    package var headers = HeaderFields()
    /// The body.
    package var body: Data
    /// One word for the ledger that says what happened.
    package var outcome: String

    /// Creates an answer.
    package init(status: Int, body: Data = Data(), contentType: String? = nil, outcome: String) {
        self.status = status
        self.body = body
        self.outcome = outcome
        if let contentType {
            headers.set("content-type", contentType)
        }
    }

    /// Returns a JSON answer.
    package static func json(_ value: JSONValue, status: Int = 200, outcome: String) -> Answer {
        Answer(status: status, body: value.data, contentType: "application/json", outcome: outcome)
    }

    /// Returns a plain 404.
    package static func notFound() -> Answer {
        json(["message": "not found"], status: 404, outcome: "not-found")
    }

    /// Returns an error of RFC 6749 §5.2.
    static func oauthError(_ code: String, _ description: String, status: Int, outcome: String) -> Answer {
        var answer = json(
            ["error": .string(code), "error_description": .string(description)],
            status: status,
            outcome: outcome
        )
        answer.headers.set("cache-control", "no-store")
        return answer
    }
}

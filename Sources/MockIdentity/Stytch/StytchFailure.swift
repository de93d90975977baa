/// An error of Stytch, in its own form.
struct StytchFailure: Error, Sendable {
    let status: Int
    let type: String
    let message: String
    var outcome: String?

    init(_ status: Int, _ type: String, _ message: String, outcome: String? = nil) {
        self.status = status
        self.type = type
        self.message = message
        self.outcome = outcome
    }

    /// The answer that tells it; some leave out the request's identifier.
    func answer(contentType: String, requestID: String?) -> Answer {
        var members: [String: JSONValue] = [
            "status_code": .int(status), "error_type": .string(type), "error_message": .string(message),
            "error_url": .string("https://stytch.com/docs/api/errors/\(status)"), "error_details": [:],
        ]
        members["request_id"] = requestID.map { .string($0) }
        return Answer(
            status: status,
            body: JSONValue.object(members).data,
            contentType: contentType,
            outcome: outcome ?? type.replacing("_", with: "-")
        )
    }

    static let unauthorized = StytchFailure(401, "unauthorized_credentials", "Unauthorized credentials.")
    static let malformed = StytchFailure(
        400,
        "invalid_json",
        "The body is not a JSON object.",
        outcome: "bad-request"
    )
    static let invalidDuration = StytchFailure(
        400,
        "invalid_session_duration_minutes",
        "session_duration_minutes must be between 5 and 527040."
    )
    static let organizationNotFound = StytchFailure(
        404,
        "organization_not_found",
        "The organization was not found."
    )
}

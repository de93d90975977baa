/// An error of Descope, in its own form.
struct DescopeFailure: Error, Sendable {
    let status: Int
    let code: String
    let description: String
    var message: String?
    let outcome: String

    /// The answer that tells it.
    func answer(described: Bool) -> Answer {
        var members: [String: JSONValue] = ["errorCode": .string(code)]
        if described { members["errorDescription"] = .string(description) }
        if let message { members["errorMessage"] = .string(message) }
        return .json(.object(members), status: status, outcome: outcome)
    }

    static let unknownProject = DescopeFailure(
        status: 401,
        code: "E000000",
        description: "Unknown project",
        outcome: "project-unknown"
    )
    static let malformed = DescopeFailure(
        status: 400,
        code: "E011001",
        description: "Request is malformed",
        outcome: "bad-request"
    )
    static let missingArguments = DescopeFailure(
        status: 400,
        code: "E011002",
        description: "Request is missing required arguments",
        outcome: "bad-request"
    )
    static let invalidToken = DescopeFailure(
        status: 401,
        code: "E000004",
        description: "Invalid token",
        outcome: "token-refused"
    )
    static let reused = DescopeFailure(
        status: 401,
        code: "E000005",
        description: "Token was rotated",
        outcome: "token-reused"
    )
    static let loggedOut = DescopeFailure(
        status: 401,
        code: "E064001",
        description: "Token expired",
        message: "Expired due to logout",
        outcome: "session-logged-out"
    )
}

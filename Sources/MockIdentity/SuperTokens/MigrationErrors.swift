/// How a migration endpoint tells its errors.
enum MigrationErrors: Sendable {
    /// The application's own endpoint: 401 for a token that is refused.
    case application
    /// The vendor's plugin: 400 with `status` `ERROR` for everything.
    case plugin

    /// The answer where no old token was sent.
    func missingToken() -> Answer {
        switch self {
        case .application: .json(["message": "missing access token"], status: 400, outcome: "missing-token")
        case .plugin: plugin("Missing authorization header", outcome: "missing-token")
        }
    }

    /// The answer to an old token that does not verify.
    func refused(_ failure: TokenFailure) -> Answer {
        let outcome = "token-refused-\(failure.rawValue)"
        return switch self {
        case .application: .json(["message": "unauthorised"], status: 401, outcome: outcome)
        case .plugin: plugin("Invalid token", outcome: outcome)
        }
    }

    private func plugin(_ message: String, outcome: String) -> Answer {
        .json(["status": "ERROR", "message": .string(message)], status: 400, outcome: outcome)
    }
}

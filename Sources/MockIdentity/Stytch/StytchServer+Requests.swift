import Foundation

extension StytchServer {
    /// Reads the body: an object, or nothing at all.
    func body(of call: Call) throws -> [String: JSONValue] {
        guard !call.body.isEmpty else { return [:] }
        guard let object = call.json?.object else { throw StytchFailure.malformed }
        return object
    }

    /// Reads a string that must be there.
    func required(_ name: String, in body: [String: JSONValue]) throws -> String {
        guard let text = body[name]?.string, !text.isEmpty else {
            throw StytchSchemaFailure(path: ".\(name)", expected: "string")
        }
        return text
    }

    /// Reads the duration, where there is one.
    func minutes(in body: [String: JSONValue], most: Int = 527_040) throws -> Int? {
        guard let value = body["session_duration_minutes"], value != .null else { return nil }
        guard case .int(let minutes) = value else {
            throw StytchSchemaFailure(path: ".session_duration_minutes", expected: "number")
        }
        guard minutes >= 5, minutes <= most else { throw StytchFailure.invalidDuration }
        return minutes
    }

    /// Returns the session's token of a request of the SDK, or `nil` where there is no session yet.
    ///
    /// - Throws: ``StytchFailure`` where the public token is not this project's.
    func sdkToken(of call: Call) throws -> String? {
        guard let basic = call.basicCredentials, basic.id == settings.publicToken,
            call.headers["x-sdk-client"] != nil
        else { throw StytchFailure.unauthorized }
        return basic.secret == settings.publicToken ? nil : basic.secret
    }

    /// The answer of an SDK endpoint, in its envelope.
    func enveloped(_ members: [String: JSONValue], outcome: String) -> Answer {
        var members = members
        members["request_id"] = .string(requestID())
        members["status_code"] = 200
        return .json(["data": .object(members)], outcome: outcome)
    }

    /// Refuses a session that is over, or never was.
    var deadSession: StytchFailure {
        switch settings.deadSession {
        case .unauthorized:
            StytchFailure(
                401,
                "unauthorized_credentials",
                "Unauthorized credentials.",
                outcome: "session-dead"
            )
        case .notFound:
            StytchFailure(404, "session_not_found", "Session was not found.", outcome: "session-dead")
        }
    }
}

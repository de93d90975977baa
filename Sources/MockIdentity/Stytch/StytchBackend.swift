import Foundation
import Synchronization

/// The app's own backend in front of Stytch's `sessions/migrate`: it knows the project's secret, its clients do not.
package final class StytchBackend: MockServer {
    /// The name in the ledger.
    package let name = ServerName.backend

    private let stytch: StytchServer
    private let legacyTokens: LegacyTokenVerifier
    private let settings: SettingsStore
    private let answers = Mutex<[String: Answer]>([:])

    init(stytch: StytchServer, legacyTokens: LegacyTokenVerifier, settings: SettingsStore) {
        self.stytch = stytch
        self.legacyTokens = legacyTokens
        self.settings = settings
    }

    /// Answers one request.
    package func answer(_ call: Call) async throws -> Answer {
        guard call.method == "POST", call.path == "/session/migrate" else { return .notFound() }
        guard let token = call.bearerToken else { return refused("missing-token") }
        guard let key = call.headers["idempotency-key"], UUID(uuidString: key) != nil else {
            return .json(
                ["message": "Idempotency-Key must be a UUID"],
                status: 400,
                outcome: "idempotency-key-missing"
            )
        }
        guard let body = call.json?.object else {
            return .json(["message": "the body must be a JSON object"], status: 400, outcome: "bad-request")
        }
        let subject: String
        do {
            subject = try await legacyTokens.verify(token).subject ?? ""
        } catch TokenFailure.keysUnavailable {
            return .json(["message": "try again later"], status: 503, outcome: "keys-unavailable")
        } catch let failure as TokenFailure {
            return refused("token-refused-\(failure.rawValue)")
        }
        // The key alone is not enough: another user's session must never be given away for it.
        let record = "\(key) \(subject)"
        let isIdempotent = settings.current.stytch.backendIsIdempotent
        if isIdempotent, var earlier = answers.withLock({ $0[record] }) {
            earlier.outcome = "session-repeated"
            return earlier
        }
        let answer = try await migrate(token, body)
        if answer.status == 200 { answers.withLock { $0[record] = answer } }
        return answer
    }

    /// Forgets what it answered.
    func reset() {
        answers.withLock { $0 = [:] }
    }

    private func migrate(_ token: String, _ body: [String: JSONValue]) async throws -> Answer {
        let settings = settings.current.stytch
        let organization = body["organization_id"]
        var call = Call(
            method: "POST",
            path: organization == nil ? "/v1/sessions/migrate" : "/v1/b2b/sessions/migrate"
        )
        let credentials = Data("\(settings.projectID):\(settings.secret)".utf8).base64EncodedString()
        call.headers.set("authorization", "Basic \(credentials)")
        var members: [String: JSONValue] = ["session_token": .string(token)]
        members["session_duration_minutes"] = body["session_duration_minutes"]
        members["organization_id"] = organization
        call.body = JSONValue.object(members).data
        return try await stytch.answer(call)
    }

    private func refused(_ outcome: String) -> Answer {
        .json(["message": "unauthorised"], status: 401, outcome: outcome)
    }
}

import Foundation

/// The app's own API: it accepts tokens of every provider and says which kind it saw.
package final class APIServer: MockServer {
    /// The name in the ledger.
    package let name = ServerName.api

    private let judges: [any TokenJudge]
    private let secondOpinion: SecondOpinion

    /// Creates the API.
    ///
    /// - Parameters:
    ///   - judges: One for each provider, asked in this order.
    ///   - secondOpinion: Asked about each token that one of them accepts.
    init(judges: [any TokenJudge], secondOpinion: SecondOpinion) {
        self.judges = judges
        self.secondOpinion = secondOpinion
    }

    /// Answers one request.
    package func answer(_ call: Call) async throws -> Answer {
        let isKnown =
            switch (call.method, call.path) {
            case ("GET", "/me"), ("GET", "/notes"), ("GET", "/vip"), ("GET", "/always401"), ("POST", "/echo"):
                true
            default: false
            }
        guard isKnown else { return .notFound() }
        switch try await holder(of: call) {
        case .refused(let answer):
            return answer
        case .notMine:
            return .json(["message": "unauthorised"], status: 401, outcome: "unauthorised")
        case .accepted(let holder):
            do {
                let owner = try await secondOpinion.owner(of: call, accepted: holder)
                var answer = content(call, for: holder, owner: owner)
                holder.decorate(&answer)
                return answer
            } catch let objection as SecondOpinion.Objection {
                return .json(
                    ["message": "unauthorised"],
                    status: objection.status,
                    outcome: objection.outcome
                )
            }
        }
    }

    private func holder(of call: Call) async throws -> TokenVerdict {
        for judge in judges {
            let verdict = try await judge.judge(call)
            if case .notMine = verdict { continue }
            return verdict
        }
        return .notMine
    }

    private func content(_ call: Call, for holder: TokenHolder, owner: String?) -> Answer {
        var members: [String: JSONValue] = ["token": .string(holder.kind), "sub": .string(holder.subject)]
        members["owner"] = owner.map { .string($0) }
        switch call.path {
        case "/always401":
            return .json(["message": "try refresh token"], status: 401, outcome: "always-401")
        case "/vip":
            return Self.missingClaim
        case "/notes":
            members["notes"] = ["Buy milk", "Call Ada", "Read RFC 7009"]
        case "/echo":
            members["body"] = call.json ?? .string(String(decoding: call.body, as: UTF8.self))
        default:
            break
        }
        return .json(.object(members), outcome: "accepted-\(holder.kind)")
    }

    private static let missingClaim = Answer.json(
        [
            "message": "invalid claim",
            "claimValidationErrors": [
                [
                    "id": "vip",
                    "reason": ["message": "wrong value", "expectedValue": true, "actualValue": false],
                ]
            ],
        ],
        status: 403,
        outcome: "claim-missing"
    )
}

import Carryover
import Testing

@testable import carryover_demo

/// What the servers' record amounts to.
@Suite struct WitnessTests {
    static func exchange(_ arrival: Int, _ answer: Int?, _ server: String, _ path: String, _ outcome: String)
        throws
        -> Exchange
    {
        let entry: JSONObject = [
            "server": .string(server), "method": "POST", "path": .string(path), "sequence": .integer(arrival),
            "answered_sequence": answer.map { JSONValue.integer($0) } ?? .null, "outcome": .string(outcome),
            "status": answer == nil ? .null : 200, "issued": ["access_token": "aaaaaaaabbbb"],
        ]
        return try #require(Exchange(entry))
    }

    @Test func `Requests and answers are told once, in the order they happened`() throws {
        let outer = try Self.exchange(1, 4, "supertokens", "/migrate-session", "session-created")
        let inner = try Self.exchange(2, 3, "legacy", "/.well-known/jwks.json", "keys")
        var witness = Witness()
        #expect(witness.see([outer, inner]) == [.request(outer), .aside(inner), .answer(outer)])
        #expect(witness.see([outer, inner]).isEmpty)
        #expect(witness.requests == 2 && witness.sessions == 1)
    }

    @Test func `An answer that comes later is told later`() throws {
        let pending = try Self.exchange(1, nil, "supertokens", "/migrate-session", "pending")
        let answered = try Self.exchange(1, 2, "supertokens", "/migrate-session", "session-created")
        var witness = Witness()
        #expect(witness.see([pending]) == [.request(pending)])
        #expect(witness.sessions == 0)
        #expect(witness.see([answered]) == [.answer(answered)])
    }

    @Test func `The old provider's tokens are known by who gave them`() throws {
        var witness = Witness()
        _ = witness.see([try Self.exchange(1, 2, "legacy", "/oauth/token", "refreshed")])
        #expect(witness.oldTokens == ["aaaaaaaa"])
    }

    @Test func `What is not part of the story is not counted`() throws {
        var witness = Witness()
        let foreign = try Self.exchange(1, 2, "legacy", "/oauth/revoke", "revoked")
        witness.skip([foreign])
        #expect(witness.see([foreign]).isEmpty)
        #expect(witness.requests == 0 && witness.revocations == 0)
    }

    @Test(arguments: [(1, "never"), (2, "once"), (4, "3 times")])
    func `The first sign-in was before the story`(signIns: Int, expected: String) {
        var witness = Witness()
        witness.signIns = signIns
        #expect(witness.facts(seconds: 1).first?.value == expected)
    }
}

import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct IdentityRuleTests {
    struct Case: Sendable {
        let rule: IdentityRule
        var old: JSONObject = [:]
        var new: JSONObject = [:]
        let isViolated: Bool
    }

    private static let mail: JSONObject = ["email": "A@b.example", "email_verified": true]
    static let cases = [
        Case(rule: .none, old: ["sub": "1"], new: ["sub": "2"], isViolated: false),
        Case(rule: .subject, old: ["sub": "1"], new: ["sub": "1"], isViolated: false),
        Case(rule: .subject, old: ["sub": "1"], new: ["sub": "2"], isViolated: true),
        Case(rule: .subject, old: [:], new: ["sub": "2"], isViolated: false),
        Case(rule: .subject, old: ["sub": "1"], new: [:], isViolated: false),
        Case(
            rule: .verifiedEmail,
            old: mail,
            new: ["email": "a@B.example", "email_verified": true],
            isViolated: false
        ),
        Case(
            rule: .verifiedEmail,
            old: mail,
            new: ["email": "c@b.example", "email_verified": true],
            isViolated: true
        ),
        Case(rule: .verifiedEmail, old: mail, new: ["email": "c@b.example"], isViolated: false),
        Case(
            rule: .verifiedEmail,
            old: ["email": "a@b.example"],
            new: ["email": "c@b.example", "email_verified": true],
            isViolated: false
        ),
    ]

    @Test("a rule is broken only where both sides tell", arguments: cases)
    func rules(_ row: Case) {
        let session = Session(
            accessToken: Secret(Servers.State.token(row.new)),
            subject: row.new["sub"]?.string
        )
        let credential = LegacyCredential(accessToken: Secret(Servers.State.token(row.old)))
        #expect(row.rule.isViolated(by: session, from: credential) == row.isViolated)
    }

    @Test("another person's session is refused, not stored, and ended; the legacy login stays")
    func anotherPerson() async throws {
        let bench = Bench()
        let legacy = bench.source.credential
        // The ID token says who signed in at the old provider.
        var other = legacy
        other?.idToken = Secret(Servers.State.token(["sub": "somebody-else"]))
        bench.source.put(other)
        let manager = try bench.manager { $0.identityRule = .subject }
        let report = await manager.start()
        #expect(report.state == .rejected(code: "identity-mismatch"))
        #expect(bench.servers.openSessions == 0)
        #expect(bench.source.credential != nil)
        #expect(bench.servers.legacyRevocations.isEmpty)
        #expect(await bench.record().session == nil)
        bench.transport.forget()
        await manager.start(retryingNow: true)
        #expect(bench.transport.requests.isEmpty, "it is not asked again")
    }
}

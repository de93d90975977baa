import CarryoverCore
import MockIdentity
import Testing

/// Whatever goes wrong, the exit code says it, and the old login is where it was.
@Suite struct BadInputTests {
    /// A fault of the new provider, and what must follow from it.
    struct Situation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fault: Fault
        let exitCode: Int32
    }

    static let situations: [Situation] = {
        func at(_ kind: FaultKind) -> Fault {
            Fault(kind, server: .supertokens, path: "/migrate-session", times: 0)
        }
        func status(_ code: Int, body: String? = nil) -> Fault {
            .status(code, server: .supertokens, path: "/migrate-session", times: 0, body: body)
        }
        return [
            Situation(testDescription: "HTML", fault: at(.captivePortal), exitCode: 6),
            Situation(testDescription: "500", fault: status(500), exitCode: 6),
            Situation(testDescription: "404", fault: status(404), exitCode: 6),
            Situation(testDescription: "429", fault: status(429), exitCode: 6),
            Situation(testDescription: "nothing", fault: at(.empty), exitCode: 6),
            Situation(testDescription: "half an answer", fault: at(.truncate), exitCode: 6),
            Situation(testDescription: "2xx without tokens", fault: at(.withoutTokens), exitCode: 6),
            Situation(testDescription: "a reset connection", fault: at(.reset), exitCode: 6),
            Situation(testDescription: "a redirect", fault: at(.redirect), exitCode: 6),
            Situation(
                testDescription: "401",
                fault: status(401, body: #"{"message":"unauthorised"}"#),
                exitCode: 5
            ),
        ]
    }()

    @Test(arguments: situations)
    func aFailedExchangeLeavesTheOldLoginInPlace(_ situation: Situation) async throws {
        try await Installation.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            installation.mock.faults.add(situation.fault)
            let finished = try await installation.demo("start", "--json")
            #expect(finished.exitCode == situation.exitCode, "\(finished.output)\(finished.errors)")
            let left = installation.read(installation.legacyFile) ?? ""
            #expect(left.contains(situation.exitCode == 5 ? "access_token" : tokens[0]))
            #expect(!installation.mock.ledger.entries.contains { $0.path == "/oauth/revoke" })
            for token in tokens {
                #expect(!finished.output.contains(token) && !finished.errors.contains(token))
            }

            installation.mock.faults.removeAll()
            let again = try await installation.demo("start", "--json", "--now")
            #expect(again.exitCode == (situation.exitCode == 5 ? 5 : 0), "\(again.output)\(again.errors)")
        }
    }

    @Test(arguments: [
        ("", "is not JSON"),
        (#"{"app":"notes"}"#, "provider: is missing"),
        (#"{"app":"notes","provider":{"kind":"nobody"}}"#, "provider.kind"),
        (
            #"{"app":"notes","provider":{"kind":"supertokens","api_domain":"https://a.example"},"legacy":{"surces":[]}}"#,
            "legacy.surces: unknown key"
        ),
        (
            #"{"app":"notes","provider":{"kind":"supertokens","api_domain":"http://api.example.com"}}"#,
            "provider.api_domain"
        ),
        (
            #"{"app":"notes","provider":{"kind":"supertokens","api_domain":{"env":"CARRYOVER_NOT_SET"}}}"#,
            "CARRYOVER_NOT_SET"
        ),
    ])
    func aWrongConfigurationIsNamedByItsPath(text: String, complaint: String) async throws {
        try await Installation.run { installation in
            try installation.write(text, to: installation.configurationFile)
            let finished = try await installation.demo("start")
            #expect(finished.exitCode == 2)
            #expect(finished.errors.contains(complaint), "\(finished.errors)")
        }
    }

    @Test func aMalformedTokenFileIsReportedAndLeftAlone() async throws {
        try await Installation.run { installation in
            try installation.write(#"{"access_token": "half"#, to: installation.legacyFile)
            let finished = try await installation.demo("start")
            #expect(finished.exitCode == 1)
            #expect(finished.errors.contains(installation.legacyFile))
            #expect(installation.read(installation.legacyFile) == #"{"access_token": "half"#)
            #expect(installation.mock.ledger.entries.isEmpty)
        }
    }

    @Test func anUnreadableTokenFileIsNotTakenForNone() async throws {
        try await Installation.run { installation in
            // A folder in the file's place cannot be read as a file by anybody, the superuser included.
            try installation.configure { object in
                object["legacy"] = ["sources": [["kind": "json-file", "path": "$XDG_CONFIG_HOME/notes"]]]
            }
            let finished = try await installation.demo("start", "--json")
            #expect(finished.exitCode == 6)
            #expect(Installation.events(finished).contains("legacy.unreadable"))
            let status = try await installation.demo("status")
            #expect(status.exitCode == 6)
            #expect(status.errors.contains("/notes"), "it names what cannot be read")
        }
    }

    @Test func wrongUsageIsExitCodeTwo() async throws {
        try await Installation.run { installation in
            #expect(try await installation.demo("start", "--nonsense").exitCode == 2)
            #expect(try await installation.demo("nonsense").exitCode == 2)
            let mock = try await Program.run(
                "carryover-demo",
                ["mock", "--provider", "nonsense"],
                environment: installation.environment
            )
            #expect(mock.exitCode == 2, "of the program that takes its place, too")
            #expect(try await installation.demo("request", "http://example.com/").exitCode == 2)
            let help = try await Program.run(
                "carryover-demo",
                ["--help"],
                environment: installation.environment
            )
            #expect(help.exitCode == 0)
        }
    }
}

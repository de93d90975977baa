import CarryoverCore
import MockIdentity
import Testing

/// Access keys: the import of those that were issued elsewhere, and the exchange of one.
@Suite struct KeysTests {
    private static let key = "CARRYOVER_MANAGEMENT_KEY"

    /// Runs `keys import` on a file with so many keys.
    private func importKeys(
        _ installation: Installation,
        _ count: Int,
        _ arguments: String...,
        csv: Bool = false,
        key: String? = "K2mockmanagementkey"
    ) async throws -> Finished {
        let file = "\(installation.folder)/keys"
        let numbers = Array(1...count)
        try installation.write(
            csv
                ? "name,cleartext\n" + numbers.map { "name-\($0),legacy-key-\($0)\n" }.joined()
                : "["
                    + numbers.map { #"{"name":"name-\#($0)","cleartext":"legacy-key-\#($0)"}"# }
                    .joined(separator: ",") + "]",
            to: file
        )
        var environment = installation.environment
        environment[Self.key] = key
        return try await Program.run(
            "carryover-demo",
            ["keys", "import", "--file", file, "--config", installation.configurationFile] + arguments,
            environment: environment
        )
    }

    private func lines(_ finished: Finished) -> [CarryoverCore.JSONObject] {
        finished.output.split(separator: "\n").compactMap {
            (try? CarryoverCore.JSONValue(parsing: Array($0.utf8)))?.object
        }
    }

    @Test("keys are imported, work at once, and are not imported again", arguments: [false, true])
    func imports(csv: Bool) async throws {
        try await ProviderCase.descope.run { installation in
            let mock = installation.mock
            let first = try await importKeys(installation, 3, "--json", csv: csv)
            #expect(first.exitCode == 0, "\(first.output)\(first.errors)")
            #expect(
                lines(first).compactMap { $0["outcome"]?.string } == Array(repeating: "imported", count: 3)
            )
            #expect(lines(first).last?["imported"]?.integer == 3)
            #expect(mock.descope.importedKeys.map(\.name) == ["name-1", "name-2", "name-3"])

            let again = try await importKeys(installation, 4)
            #expect(again.exitCode == 0)
            #expect(again.output.contains("1 imported, 3 imported-before"), "\(again.output)")
            #expect(mock.descope.importedKeys.count == 4)
            for finished in [first, again] {
                #expect(!"\(finished.output)\(finished.errors)".contains("legacy-key"))
            }

            // The key that its holder has had all along now buys a session.
            try installation.configure {
                $0["provider"] = [
                    "kind": "descope-access-key", "project_id": .string(mock.settings.descope.projectID),
                    "base_url": .string(mock.addresses.descope), "access_key": "legacy-key-2",
                ]
                $0["legacy"] = nil
            }
            for _ in 1...2 {
                let exchanged = try await installation.demo("keys", "exchange", "--json")
                #expect(exchanged.exitCode == 0, "\(exchanged.errors)")
                #expect(exchanged.output.contains(#""state": "active""#), "\(exchanged.output)")
            }
            #expect(installation.count(.descope, "access-key-exchanged") == 2)
        }
    }

    @Test("a dry run says what would be done, without a key, a request or a trace")
    func dryRun() async throws {
        try await ProviderCase.descope.run { installation in
            let finished = try await importKeys(installation, 2, "--dry-run", key: nil)
            #expect(finished.exitCode == 0, "\(finished.errors)")
            #expect(finished.output.contains("2 to import"), "\(finished.output)")
            #expect(installation.mock.ledger.entries.isEmpty)
            #expect(installation.mock.descope.importedKeys.isEmpty)
            #expect(installation.files(below: installation.stateFolder) == [installation.stateFolder])
        }
    }

    @Test("a dry run shows what each key would be imported with, and never the key")
    func dryRunShowsFields() async throws {
        try await ProviderCase.descope.run { installation in
            let file = "\(installation.folder)/keys.csv"
            try installation.write(
                "name, cleartext, roleNames, expireTime, customClaims\n"
                    + #"ci, sk_secret_1, admin; view\#u{1B}er, 1800000000, "{""plan"":""pro""}""# + "\n"
                    + "bot,sk_secret_2,,0,\n",
                to: file
            )
            func dryRun(_ more: String...) async throws -> Finished {
                try await installation.demo(["keys", "import", "--dry-run", "--file", file] + more)
            }
            let text = try await dryRun()
            #expect(text.exitCode == 0, "\(text.errors)")
            #expect(
                text.output.split(separator: "\n").map(String.init) == [
                    "1. ci: would be imported; expireTime 2027-01-15T08:00:00Z; roleNames admin, view?er; "
                        + #"customClaims {"plan":"pro"}"#,
                    "2. bot: would be imported; expireTime never",
                    "2 to import",
                ]
            )
            let json = try await dryRun("--json")
            let fields = lines(json).first?["fields"]?.object
            #expect(fields?["roleNames"]?.array?.first?.string == "admin")
            #expect(fields?["expireTime"]?.string == "1800000000")
            for finished in [text, json] { #expect(!finished.output.contains("sk_secret")) }
        }
    }

    @Test("an import that is too large for the way is brought in by smaller ones")
    func tooLarge() async throws {
        try await ProviderCase.descope.run { installation in
            installation.mock.configure { $0.descope.largestImport = 3000 }
            let finished = try await importKeys(installation, 150)
            #expect(finished.exitCode == 0, "\(finished.output)\(finished.errors)")
            #expect(installation.mock.descope.importedKeys.count == 150)
            #expect(installation.count(.descope, "access-key-exchanged") == 0)
        }
    }

    @Test("after a failure the same command goes on, and no key is imported twice", arguments: [true, false])
    func resumes(isLost: Bool) async throws {
        try await ProviderCase.descope.run { installation in
            let mock = installation.mock
            let path = "/v1/mgmt/accesskey/import"
            mock.faults.add(
                isLost
                    ? Fault(.loseAnswer, server: .descope, path: path)
                    : .status(429, server: .descope, path: path, retryAfter: "20")
            )
            let first = try await importKeys(installation, 150)
            #expect(first.exitCode == 3, "\(first.output)\(first.errors)")
            #expect(mock.descope.importedKeys.count == (isLost ? 100 : 0))
            let second = try await importKeys(installation, 150)
            #expect(second.exitCode == 0, "\(second.output)\(second.errors)")
            #expect(mock.descope.importedKeys.count == 150)
            #expect(Set(mock.descope.importedKeys.map(\.hash)).count == 150)
        }
    }

    @Test("what is refused is told by key, and a wrong management key by itself")
    func refused() async throws {
        try await ProviderCase.descope.run { installation in
            let wrong = try await importKeys(installation, 2, key: "K2wrong")
            #expect(wrong.exitCode == 5)
            #expect(wrong.errors.contains("E061102"), "\(wrong.errors)")
            #expect(!wrong.errors.contains("K2wrong"))

            installation.mock.configure { $0.descope.importLimit = 1 }
            let small = try await importKeys(installation, 3, "--json")
            #expect(small.exitCode == 0, "\(small.output)\(small.errors)")
            #expect(installation.mock.descope.importedKeys.count == 3)
        }
    }

    @Test("the management key comes from the environment alone, and the file has to be one")
    func usage() async throws {
        try await ProviderCase.descope.run { installation in
            let missing = try await importKeys(installation, 1, key: nil)
            #expect(missing.exitCode == 2)
            #expect(missing.errors.contains(Self.key))
            let argument = try await installation.demo(
                "keys",
                "import",
                "--file",
                "/dev/null",
                "--management-key",
                "x"
            )
            #expect(argument.exitCode == 2)
            let empty = try await installation.demo("keys", "import", "--file", "/dev/null")
            #expect(empty.exitCode == 2)
            #expect(installation.mock.ledger.entries.isEmpty)
        }
        try await ProviderCase.tokenExchange.run { installation in
            let other = try await importKeys(installation, 1)
            #expect(other.exitCode == 2)
            #expect(try await installation.demo("keys", "exchange").exitCode == 2)
        }
    }
}

import CarryoverCore
import MockIdentity
import Testing

/// The state that the runner has set up, if it did.
private enum KeyringMood {
    static let current = Installation.environmentValue("CARRYOVER_KEYRING_STATE")

    /// A provider that is slow on purpose takes a whole start longer than anybody waits for a test.
    static var isSuitable: Bool { current != nil && current != "fault-slow" }
}

/// The demo, as a user would run it, beside a keyring in each of its moods; under
/// `Tests/SecretService/with-secret-service.sh`.
@Suite(.enabled(if: KeyringMood.isSuitable, "no Secret Service was set up"))
struct KeyringStateTests {
    /// What a state comes to: the exit code of `start`, and what `doctor` makes of its checks.
    struct Expectation {
        var exitCode: Int32 = 0
        /// The store's error, as `doctor` shows it, or its backend where it works.
        var store: String
        var verdicts: [String: String]
    }

    static func expectation(_ state: String) -> Expectation {
        let isThere = ["session bus": "ok", "keyring provider": "ok", "environment": "ok", "lock": "ok"]
        func broken(_ store: String, _ verdicts: [String: String] = [:]) -> Expectation {
            let rest = isThere.merging(["store": "fail", "store round trip": "skip"]) { $1 }
            return Expectation(exitCode: 4, store: store, verdicts: rest.merging(verdicts) { $1 })
        }
        switch state {
        case "nobus", "none":
            return Expectation(
                store: "file, protected by key-file",
                verdicts: [
                    "session bus": state == "none" ? "ok" : "skip", "keyring provider": "skip",
                    "default keyring": "skip", "keyring session": "skip", "duplicates": "skip",
                    "store": "ok", "store round trip": "ok", "files": "ok", "file system": "ok",
                    "free space": "ok",
                ]
            )
        case "gnome", "kwallet", "keepassxc", "pass", "fault-forgetful", "fault-hiding",
            "fault-quiet":
            return Expectation(
                store: "keyring, protected by keyring",
                verdicts: isThere.merging([
                    "default keyring": "ok", "keyring session": "ok", "duplicates": "ok", "store": "ok",
                    "store round trip": "ok",
                ]) { $1 }
            )
        case "gnome-locked", "gnome-cold", "keepassxc-locked", "keepassxc-locked-quiet",
            "fault-unanswered", "fault-undismissed", "fault-declined":
            return broken("locked", ["default keyring": "ok", "duplicates": "skip"])
        case "fault-denying":
            // It can be read, and nothing can be written.
            return Expectation(
                exitCode: 4,
                store: "keyring, protected by keyring",
                verdicts: isThere.merging(["store": "ok", "store round trip": "fail"]) { $1 }
            )
        case "gnome-empty": return broken("not-initialised", ["default keyring": "fail"])
        case "fault-dying", "fault-vanishing": return broken("connection-lost")
        default: return broken("timed-out", ["keyring provider": "fail", "default keyring": "skip"])
        }
    }

    /// The keyring is waited for once, and all else that a command does takes less than the rest of this.
    static let limit: Duration = .seconds(6)

    func demo(_ installation: Installation, _ arguments: String...) async throws -> Finished {
        var environment = installation.environment
        environment["DBUS_SESSION_BUS_ADDRESS"] = Installation.environmentValue("DBUS_SESSION_BUS_ADDRESS")
        let start = ContinuousClock.now
        let finished = try await Program.run(
            "carryover-demo",
            arguments + ["--config", installation.configurationFile],
            environment: environment
        )
        #expect(ContinuousClock.now - start < Self.limit, "\(arguments)")
        return finished
    }

    @Test func `A legacy login is carried over, or nothing at all is touched, and the doctor says why`()
        async throws
    {
        let state = try #require(KeyringMood.current)
        let expected = Self.expectation(state)
        try await Installation.run { installation in
            try installation.configure { object in
                // A name of its own, for the keyring may be one that outlives the test.
                object["app"] = "com.example.state"
                object["storage"] = ["backend": "auto"]
            }
            let tokens = try await installation.leaveLegacyLogin()
            let before = installation.read(installation.legacyFile)
            let start = try await demo(installation, "start", "--json")
            #expect(start.exitCode == expected.exitCode, "\(start.output)\(start.errors)")
            if expected.exitCode == 0 {
                #expect(installation.count(.supertokens, "session-created") == 1)
            } else {
                #expect(installation.count(.supertokens, "session-created") == 0)
                #expect(installation.read(installation.legacyFile) == before)
                #expect(!start.output.contains("migration.started"))
            }
            let files = installation.files().filter { $0.hasSuffix(".session") }
            #expect(files.count == (expected.store.hasPrefix("file") ? 1 : 0))
            // Who comes after the death of a provider has never met it.
            if expected.store == "connection-lost" { return }
            try await examine(installation, expected, tokens)
            if expected.exitCode == 0 { _ = try await demo(installation, "sign-out") }
        }
    }

    private func examine(
        _ installation: Installation,
        _ expected: Expectation,
        _ tokens: [String]
    ) async throws {
        let doctor = try await demo(installation, "doctor", "--json")
        #expect(doctor.exitCode == expected.exitCode, "\(doctor.output)")
        let object = try #require(try JSONValue(parsing: Array(doctor.output.utf8)).object)
        var verdicts: [String: String] = [:]
        for check in (object["checks"]?.array ?? []).compactMap(\.object) {
            let name = check["name"]?.string ?? ""
            verdicts[name] = check["verdict"]?.string
            if verdicts[name] == "fail" { #expect(check["remedy"]?.string?.isEmpty == false, "\(name)") }
            if name == "store" { #expect(check["detail"]?.string?.contains(expected.store) == true) }
        }
        for (name, verdict) in expected.verdicts {
            #expect(verdicts[name] == verdict, "\(name): \(doctor.output)")
        }
        for secret in tokens + [installation.folder, "ada"] {
            #expect(!doctor.output.contains(secret), "not fit to be pasted")
        }
    }
}

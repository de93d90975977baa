import CarryoverCore
import Glibc
import Testing

/// Every story of the demo, told to a pipe by the built program, and ending as it says.
@Suite struct ScenarioStoryTests {
    /// What has to be told, in this order.
    static let scenarios: [(name: String, parts: [String])] = [
        (
            "happy",
            [
                "signed ada in", "+ config/notes/auth.json", "migration noted", "POST /migrate-session",
                "session-created", "new session stored", "read back", "old login erased",
                "- config/notes/auth.json",
                "POST /oauth/revoke", "old login revoked", "request to the app's API: exit code 0",
                "session restored", "not a single request", "The user never noticed.",
                "asked to sign in never",
            ]
        ),
        (
            "offline",
            [
                "no network", "not reached", "migration deferred: unreachable", "old session (exit code 6)",
                "the network is back", "session-created", "new session (exit code 0)", "no network",
                "session restored", "not a single request", "asked to sign in never",
            ]
        ),
        (
            "provider-down",
            [
                "503", "migration deferred", "old session (exit code 6)", "GET /me", "200", "works again",
                "session-created", "asked to sign in never",
            ]
        ),
        (
            "answer-lost",
            [
                "session-created, but the answer is lost", "POST /migrate-session", "session-repeated",
                "new session stored", "new sessions 1",
            ]
        ),
        (
            "killed-after-exchange",
            [
                "new session obtained", "killed (SIGKILL)", "still on disk", "POST /migrate-session",
                "session-repeated", "new session stored", "old login revoked", "new sessions 1",
            ]
        ),
        (
            "legacy-expired",
            [
                "three hours ago", "POST /oauth/token", "refreshed", "old login refreshed, written back",
                "session-created", "asked to sign in never",
            ]
        ),
        (
            "legacy-revoked",
            [
                "an administrator ends the login", "old login refused", "exit code 5", "nothing is erased",
                "exit code 5", "not a single request", "signed ada in", "session-created",
                "asked to sign in once",
            ]
        ),
        (
            "theft",
            [
                "copied to another machine", "the thief: refresh: exit code 0", "refresh: exit code 5",
                "the thief: refresh: exit code 5", "signed ada in", "session-created",
                "asked to sign in once",
            ]
        ),
        (
            "rolling",
            [
                "rollout: 0 %", "old session (exit code 0)", "GET /me", "rollout: 100 %", "session-created",
                "rollout: 0 %", "session restored", "not a single request", "asked to sign in never",
            ]
        ),
    ]

    static func tell(_ arguments: [String]) async throws -> (Finished, leftovers: [String]) {
        var template = Array(
            "\(Installation.environmentValue("TMPDIR") ?? "/tmp")/carryover-tell.XXXXXX".utf8CString
        )
        guard mkdtemp(&template) != nil else { throw Program.Failure(reason: "no temporary folder") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { rmdir(folder) }
        var environment = [
            "TMPDIR": folder, "PATH": Installation.environmentValue("PATH") ?? "/usr/bin:/bin",
        ]
        environment["LD_LIBRARY_PATH"] = Installation.environmentValue("LD_LIBRARY_PATH")
        var told: Finished?
        try await Crowd.installations.admit { [environment] in
            told = try await Program.run("carryover-demo", arguments, environment: environment)
        }
        var leftovers: [String] = []
        if let directory = opendir(folder) {
            while let entry = readdir(directory) {
                leftovers.append(
                    withUnsafeBytes(of: entry.pointee.d_name) {
                        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                    }
                )
            }
            closedir(directory)
        }
        return (try #require(told), leftovers.filter { $0 != "." && $0 != ".." })
    }

    static func check(_ finished: Finished, _ leftovers: [String], _ parts: [String]) {
        #expect(finished.exitCode == 0, "\(finished.output)\(finished.errors)")
        #expect(finished.errors.isEmpty, "\(finished.errors)")
        #expect(!finished.output.contains("\u{1B}"), "a pipe gets no commands for a terminal")
        #expect(leftovers.isEmpty, "left behind: \(leftovers)")
        // How wide a column is, is nobody's business here.
        let text = finished.output.split(separator: " ").joined(separator: " ")
        var rest = text[...]
        for part in parts {
            guard let found = rest.firstRange(of: part) else {
                Issue.record("“\(part)” is not told, or too early:\n\(finished.output)")
                return
            }
            rest = rest[found.upperBound...]
        }
        // Three dots of a token's parts, or a long run of its letters, would be more than a fingerprint.
        #expect(finished.output.firstRange(of: "eyJ") == nil)
    }

    @Test(arguments: scenarios.map(\.name))
    func `It ends as it says`(name: String) async throws {
        let (finished, leftovers) = try await Self.tell(["--scenario", name])
        let parts = try #require(Self.scenarios.first { $0.name == name }).parts
        Self.check(finished, leftovers, parts)
    }

    static let hasKeyring = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"].allSatisfy {
        access("/usr/bin/\($0)", X_OK) == 0
    }

    @Test(.enabled(if: hasKeyring, "gnome-keyring and dbus are not installed"))
    func `A locked keyring is not a sign-out`() async throws {
        let (finished, leftovers) = try await Self.tell(["--scenario", "keyring-locked"])
        Self.check(
            finished,
            leftovers,
            [
                "keyring unlocked", "store opened: keyring, ready", "session-created", "new session stored",
                "keyring locked", "store opened: keyring, locked", "exit code 4", "not a single request",
                "keyring unlocked", "session restored", "not a single request", "asked to sign in never",
            ]
        )
    }

    @Test(
        arguments: ["descope", "stytch", "token-exchange"],
        ["happy", "offline", "provider-down", "legacy-expired", "theft"]
    )
    func `Every provider can be in it`(provider: String, name: String) async throws {
        if provider == "stytch", name == "theft" { return }
        let (finished, leftovers) = try await Self.tell(["--provider", provider, "--scenario", name])
        let parts =
            name == "theft" ? ["asked to sign in once"] : ["session-created", "asked to sign in never"]
        Self.check(finished, leftovers, parts)
    }

    @Test func `A machine needs no old login`() async throws {
        let (finished, leftovers) = try await Self.tell(["--provider", "descope-access-key"])
        Self.check(finished, leftovers, ["access-key-exchanged", "exit code 0", "not a single request"])
        let (refused, _) = try await Self.tell(["--provider", "descope-access-key", "--scenario", "theft"])
        #expect(refused.exitCode == 2)
    }

    @Test func `A program gets the story as JSON lines`() async throws {
        let (finished, _) = try await Self.tell(["--json"])
        let objects = try finished.output.split(separator: "\n").map {
            try JSONValue(parsing: Array($0.utf8)).object
        }
        #expect(objects.allSatisfy { $0?["kind"]?.string != nil && $0?["seconds"]?.double != nil })
        #expect(objects.last??["kind"]?.string == "summary")
        #expect(objects.last??["facts"]?.object?["asked to sign in"]?.string == "never")
    }

    @Test(arguments: [
        ["--provider", "nobody"], ["--scenario", "unheard-of"], ["--pace", "60"], ["--nonsense"],
    ])
    func `What it does not know is wrong usage`(arguments: [String]) async throws {
        let (finished, _) = try await Self.tell(arguments)
        #expect(finished.exitCode == 2)
        #expect(finished.output.isEmpty && !finished.errors.isEmpty)
    }
}

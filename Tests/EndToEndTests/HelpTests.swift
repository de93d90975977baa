import Testing

/// What `--help` says, against what is promised of the command line.
@Suite struct HelpTests {
    /// The options of every command, which are promised for each.
    static let common = ["--config", "--json", "--verbose", "--no-input", "--no-color", "CARRYOVER_CONFIG"]

    /// Every command, and what its help has to say.
    static let commands: [(name: String, parts: [String])] = [
        ("story", ["--provider", "--keep", "--scenario", "killed-after-exchange", "EXAMPLES", "EXIT CODES"]),
        ("start", ["--now", "without a network call", "10 seconds", "EXAMPLES", "EXIT CODES", "6  "]),
        (
            "status",
            ["no network call", "nothing is unlocked", "signed-out", "rejected", "EXAMPLES", "EXIT CODES"]
        ),
        ("token", ["--min-ttl", "<seconds>", "nothing else", "EXAMPLES", "EXIT CODES"]),
        ("refresh", ["EXAMPLES", "EXIT CODES"]),
        ("request", ["<url>", "401", "api.origins", "7  ", "EXAMPLES", "EXIT CODES"]),
        ("sign-out", ["--local", "--everywhere", "first", "queued", "EXAMPLES", "EXIT CODES"]),
        ("sign-in", ["--from", "<file>", "token endpoint", "EXAMPLES", "EXIT CODES"]),
        ("legacy", ["masked", "EXAMPLES", "EXIT CODES"]),
        ("rollback", ["rollback_window_seconds", "EXAMPLES", "EXIT CODES"]),
        ("watch", ["countdown", "q  quit", "SIGTERM", "EXAMPLES", "EXIT CODES"]),
        ("doctor", ["round trip", "[ OK ]", "[FAIL]", "[SKIP]", "Date", "EXAMPLES", "EXIT CODES"]),
        ("keys import", ["--file", "--dry-run", "CARRYOVER_MANAGEMENT_KEY", "EXAMPLES", "EXIT CODES"]),
        ("keys exchange", ["access key", "EXAMPLES", "EXIT CODES"]),
        ("logout-url", ["browser", "EXAMPLES", "EXIT CODES"]),
        ("mock", ["--provider", "ready configuration", "SIGTERM", "EXAMPLES", "EXIT CODES"]),
    ]

    static func run(_ arguments: [String]) async throws -> Finished {
        try await Program.run(
            "carryover-demo",
            arguments,
            environment: ["PATH": "/usr/bin:/bin", "COLUMNS": "80"]
        )
    }

    /// Help is broken into lines, so that a promise may be broken as well.
    static func flat(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: " ")
    }

    @Test(arguments: commands.map(\.name))
    func `Every command says what is promised of it`(name: String) async throws {
        let finished = try await Self.run(name.split(separator: " ").map(String.init) + ["--help"])
        #expect(finished.exitCode == 0)
        #expect(finished.errors.isEmpty)
        let text = finished.output + Self.flat(finished.output)
        let parts = try #require(Self.commands.first { $0.name == name }).parts
        for part in parts + Self.common {
            #expect(text.contains(part), "\(name) --help does not say “\(part)”")
        }
        // Eighty columns are enough.
        for line in finished.output.split(separator: "\n") where !line.hasPrefix("USAGE:") {
            #expect(line.count <= 80, "\(line)")
        }
    }

    @Test func `The root names every command and every exit code`() async throws {
        let finished = try await Self.run(["--help"])
        #expect(finished.exitCode == 0)
        for command in Self.commands {
            let name = command.name.prefix { $0 != " " }
            #expect(finished.output.contains("  \(name) "), "\(name)")
        }
        for code in 0...7 { #expect(finished.output.contains("\n  \(code)  "), "exit code \(code)") }
        #expect(!finished.output.contains("restore-terminal"), "what is not for people is not shown to them")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `Completions are made for the shells`(shell: String) async throws {
        let finished = try await Self.run(["--generate-completion-script", shell])
        #expect(finished.exitCode == 0)
        for word in ["carryover-demo", "killed-after-exchange", "sign-out", "min-ttl", "descope-access-key"] {
            #expect(finished.output.contains(word), "\(word)")
        }
    }

    @Test func `The shell understands its completions`() async throws {
        let script = try await Self.run(["--generate-completion-script", "bash"]).output
        let checked = try await Program.run(path: "/bin/bash", ["-n", "-c", script], environment: [:])
        #expect(checked.exitCode == 0, "\(checked.errors)")
    }
}

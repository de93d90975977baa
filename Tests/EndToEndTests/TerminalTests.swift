import Testing

/// What is on the screen of a pseudo-terminal, and what is left of it afterwards.
@Suite(.enabled(if: Python.path != nil, "CARRYOVER_PYTHON names no Python with pexpect and pyte"))
struct TerminalTests {
    static let cases = [
        "story-80x24", "story-120x40", "story-in-ten-seconds", "story-resized", "story-without-colours",
        "story-on-a-dumb-terminal", "story-interrupted", "keyring-story-interrupted", "story-nobody-reads",
        "story-onto-a-full-disk", "watch-80x24", "watch-120x40", "watch-resized",
        "watch-without-colours", "watch-ended-by-signals", "watch-ended-while-the-terminal-takes-nothing",
        "watch-interrupted-by-a-key",
        "watch-stopped-and-continued", "watch-while-a-server-hangs", "watch-ended-during-a-refresh",
        "watch-with-a-pending-revocation",
        "nothing-but-the-token", "doctor-80-columns", "waiting-is-shown",
    ]

    @Test(arguments: cases)
    func `It is on the screen`(name: String) async throws {
        let python = try #require(Python.path)
        let tests = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        var environment = ["PATH": Installation.environmentValue("PATH") ?? "/usr/bin:/bin"]
        for name in ["TMPDIR", "LD_LIBRARY_PATH"] { environment[name] = Installation.environmentValue(name) }
        try await Crowd.installations.admit { [environment] in
            let finished = try await Program.run(
                path: python,
                ["\(tests)/Terminal/cases.py", Program.folder, name],
                environment: environment
            )
            #expect(finished.exitCode == 0, "\(finished.output)\(finished.errors)")
        }
    }
}

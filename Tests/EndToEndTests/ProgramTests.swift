import MockIdentity
import Testing

/// What the other tests rely on when they run programs beside their own servers.
@Suite struct ProgramTests {
    @Test("a program holds none of the connections of the servers that run beside it")
    func holdsNothingOfOurs() async throws {
        try await Installation.run { installation in
            let list = try Program("/bin/ls", ["-l", "/proc/self/fd"], environment: installation.environment)
            let listed = await list.finish()
            #expect(listed.exitCode == 0, "\(listed.errors)")
            #expect(listed.output.contains("pipe:"))
            #expect(!listed.output.contains("socket:"), "\(listed.output)")
        }
    }
}

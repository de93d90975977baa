import Glibc
import MockIdentity
import Testing

/// A disk that is full for real.
@Suite(.enabled("nobody may mount a file system of his own here") { try await SmallDisk.isPossible })
struct FullDiskTests {
    @Test("a disk that is full at the start begins nothing, and the next start migrates")
    func fullFromTheBeginning() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            let finished = try await SmallDisk.run("fill; start; free; start", in: installation).finish()
            #expect(SmallDisk.exitCodes(finished) == ["4", "0"], "\(finished.output)\(finished.errors)")
            #expect(installation.count(.supertokens, "session-created") == 1)
            #expect(installation.read(installation.legacyFile) == nil)
        }
    }

    @Test("a disk that fills up while the new session is on its way costs nobody the old one")
    func fullInBetween() async throws {
        try await Installation.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            let folder = installation.folder
            guard mkfifo("\(folder)/go", 0o600) == 0, mkfifo("\(folder)/done", 0o600) == 0 else {
                throw Program.Failure(reason: "no pipes")
            }
            installation.mock.faults.add(Fault(.hangAnswer, server: .supertokens, path: "/migrate-session"))
            let lines = """
                { read line < "\(folder)/go"; fill; echo > "\(folder)/done"; } &
                start
                wait
                cat "\(installation.legacyFile)" > "\(folder)/seen"
                free
                start --now
                """
            let program = try SmallDisk.run(lines, in: installation)
            await installation.mock.ledger.wait { $0.contains { $0.path == "/migrate-session" } }
            let filling = try Program(
                "/bin/sh",
                ["-c", #"cd "$0"; echo > go; read line < done"#, folder],
                environment: installation.environment
            )
            #expect(await filling.finish().exitCode == 0)
            installation.mock.faults.release()
            let finished = await program.finish()
            #expect(SmallDisk.exitCodes(finished) == ["4", "0"], "\(finished.output)\(finished.errors)")
            #expect(installation.read("\(folder)/seen")?.contains(tokens[0]) == true)

            // The key was noted before the disk filled up, so that the second answer is about the same session.
            let entries = installation.mock.ledger.entries
            let migrations = entries.filter { $0.path == "/migrate-session" }
            #expect(migrations.count == 2)
            #expect(Set(migrations.map(\.idempotencyKey)).count == 1)
            #expect(installation.count(.supertokens, "session-created") == 1)
            let last = entries.lastIndex { $0.path == "/migrate-session" } ?? .max
            #expect(entries.firstIndex { $0.path == "/oauth/revoke" }.map { $0 > last } == true)
        }
    }
}

import CarryoverCore
import Glibc
import MockIdentity
import Testing

/// What `doctor` finds in installations that are broken in one way each.
@Suite struct DoctorTests {
    /// The checks of `doctor --json`, by name.
    func examine(_ installation: Installation) async throws -> (checks: [String: JSONObject], exitCode: Int32)
    {
        let finished = try await installation.demo("doctor", "--json")
        let object = try #require(try JSONValue(parsing: Array(finished.output.utf8)).object)
        var checks: [String: JSONObject] = [:]
        for check in object["checks"]?.array ?? [] {
            guard let check = check.object, let name = check["name"]?.string else { continue }
            checks[name] = check
        }
        #expect(!finished.output.contains(installation.folder), "the home folder is named")
        return (checks, finished.exitCode)
    }

    /// Expects that a check failed, says what to do, and that the exit code tells of the store.
    func expectFailure(
        _ name: String,
        _ expected: String,
        remedy: String?,
        in installation: Installation,
        exitCode: Int32 = 4
    ) async throws {
        let (checks, code) = try await examine(installation)
        #expect(code == exitCode)
        let check = try #require(checks[name])
        #expect(check["verdict"]?.string == "fail")
        #expect(check["detail"]?.string?.contains(expected) == true, "\(check["detail"]?.string ?? "")")
        if let remedy {
            #expect(check["remedy"]?.string?.contains(remedy) == true, "\(check["remedy"]?.string ?? "")")
        }
    }

    /// The names of the record's files that end in some way.
    func file(_ suffix: String, of installation: Installation) throws -> String {
        try #require(installation.files(below: installation.folder).first { $0.hasSuffix(suffix) })
    }

    @Test func `A sound installation has no failure, and nothing secret or personal is said`() async throws {
        try await Installation.run { installation in
            var tokens = try await installation.leaveLegacyLogin()
            tokens.append(try await installation.demo("token").output.filter { $0 != "\n" })
            let (checks, code) = try await examine(installation)
            #expect(code == 0)
            #expect(checks.values.allSatisfy { $0["verdict"]?.string != "fail" })
            #expect(checks["store"]?["verdict"]?.string == "ok")
            #expect(checks["store round trip"]?["verdict"]?.string == "ok")
            #expect(checks["files"]?["detail"]?.string?.contains("~/state/notes and ~/data/notes") == true)
            let text = try await installation.demo("doctor").output
            for token in tokens where !token.isEmpty { #expect(!text.contains(token)) }
            #expect(!text.contains("ada"))
            #expect(
                installation.files(below: installation.stateFolder).filter { $0.hasSuffix(".session") }.count
                    == 1
            )
        }
    }

    @Test(arguments: [(".session", 0o644), (".key", 0o640)] as [(String, mode_t)])
    func `A file that others may read`(suffix: String, mode: mode_t) async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            _ = try await installation.demo("start")
            let path = try file(suffix, of: installation)
            chmod(path, mode)
            let remedy = "chmod 600 \"$HOME"
            let detail = "has mode \(String(mode, radix: 8))"
            try await expectFailure("files", detail, remedy: remedy, in: installation)
            try await expectFailure("store", detail, remedy: remedy, in: installation)
            chmod(path, 0o600)
            #expect(try await examine(installation).exitCode == 0)
        }
    }

    @Test func `A folder that others may enter`() async throws {
        try await Installation.run { installation in
            _ = try await installation.demo("start")
            mkdir(installation.stateFolder, 0o700)
            chmod(installation.stateFolder, 0o755)
            for check in ["files", "store", "lock"] {
                try await expectFailure(check, "has mode 755", remedy: "chmod 700 \"$HOME", in: installation)
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `A file of somebody else`() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            _ = try await installation.demo("start")
            chown(try file(".session", of: installation), 65_534, 65_534)
            let detail = "belongs to user 65534"
            try await expectFailure("files", detail, remedy: "chown 0 \"$HOME", in: installation)
            try await expectFailure("store", detail, remedy: "chown 0 \"$HOME", in: installation)
        }
    }

    @Test func `A file in the place of the folder`() async throws {
        try await Installation.run { installation in
            try installation.write("", to: installation.stateFolder)
            let remedy = "put a folder of your own in its place"
            for check in ["files", "store", "lock"] {
                try await expectFailure(check, "is not a folder", remedy: remedy, in: installation)
            }
        }
    }

    @Test func `A damaged record`() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            _ = try await installation.demo("start")
            let path = try file(".session", of: installation)
            try installation.write("rubbish", to: path)
            try await expectFailure("store", "damaged", remedy: nil, in: installation)
            #expect(installation.read(path) == "rubbish", "the doctor changes nothing")
        }
    }

    @Test func `A lock that another process holds`() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            _ = try await installation.demo("start")
            let descriptor = open(try file(".lock", of: installation), O_RDWR | O_CLOEXEC)
            defer { close(descriptor) }
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            ftruncate(descriptor, 0)
            _ = Glibc.write(descriptor, "4711\n", 5)
            try await expectFailure("lock", "held by process 4711", remedy: "process 4711", in: installation)
            flock(descriptor, LOCK_UN)
            #expect(try await examine(installation).exitCode == 0)
        }
    }

    @Test func `A legacy login that is still there after the migration`() async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            _ = try await installation.demo("start")
            try await installation.leaveLegacyLogin()
            try await expectFailure(
                "legacy sources",
                "~/config/notes/auth.json",
                remedy: "start the app once more",
                in: installation,
                exitCode: 3
            )
        }
    }

    @Test func `Without a session bus the keyring is not blamed`() async throws {
        try await Installation.run { installation in
            try installation.configure { $0["storage"] = ["backend": "auto"] }
            let (checks, code) = try await examine(installation)
            #expect(code == 0)
            #expect(checks["session bus"]?["verdict"]?.string == "skip")
            #expect(checks["store"]?["detail"]?.string?.contains("key-file") == true)
            try installation.configure { $0["storage"] = ["backend": "keyring"] }
            try await expectFailure("store", "no-bus", remedy: "choose the file backend", in: installation)
        }
    }
}

import CarryoverCore
import CarryoverStorage
import Glibc
import Synchronization
import Testing

struct PosixLegacyFilesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func files(_ calls: FileSystemCalls = .system, maximumBytes: Int = 1 << 20) -> PosixLegacyFiles {
        PosixLegacyFiles(calls: calls, maximumBytes: maximumBytes)
    }

    func reason(_ call: () async throws -> Void) async -> LegacyFileError.Reason? {
        do {
            try await call()
            return nil
        } catch {
            return (error as? LegacyFileError)?.reason
        }
    }

    @Test func `A pattern without a wildcard names itself`() async throws {
        #expect(await files().expand(folder("not there")).found == [folder("not there")])
    }

    @Test(arguments: [
        ("*", ["a.json", "b.json", "deep", "other"]),
        ("*.json", ["a.json", "b.json"]),
        ("[ac].json", ["a.json"]),
        ("?.json", ["a.json", "b.json"]),
        (".*.json", [".hidden.json"]),
        ("*/*/auth.json", ["deep/1/auth.json", "deep/2/auth.json"]),
        ("deep/[!1]/auth.json", ["deep/2/auth.json"]),
        ("a.json/*", []),
        ("none/*", []),
        ("*/none.json", []),
    ])
    func `Patterns match as a shell's do`(pattern: String, expected: [String]) async throws {
        for name in ["b.json", "a.json", "other", ".hidden.json"] { folder.write("x", name) }
        for name in ["deep", "deep/1", "deep/2", "deep/3"] { folder.makeFolder(name) }
        for name in ["deep/1/auth.json", "deep/2/auth.json"] { folder.write("x", name) }
        let paths = await files().expand(folder(pattern))
        #expect(paths.found == expected.map { folder($0) })
        #expect(paths.unreadable.isEmpty)
    }

    @Test func `A folder that cannot be listed is an error, not an empty one`() async throws {
        var calls = FileSystemCalls.system
        calls.list = { (_) throws(SystemCallFailure) in throw SystemCallFailure("opendir", EACCES) }
        let files = files(calls)
        let path = folder("*/auth.json")
        let paths = await files.expand(path)
        #expect(paths.found.isEmpty)
        #expect(paths.unreadable.map(\.reason) == [.permission])
    }

    @Test func `One folder that cannot be looked into hides nothing of the others`() async throws {
        for name in ["app", "app/1", "app/2", "app/3", "app/3/deep"] { folder.makeFolder(name) }
        folder.write(#"{"access_token":"A","refresh_token":"R"}"#, "app/3/auth.json")
        folder.write("x", "app/3/deep/auth.json")
        symlink("auth.json", folder("app/1/auth.json"))
        let paths = await files().expand(folder("app/*/auth.json"))
        #expect(paths.found == [folder("app/3/auth.json")])
        #expect(paths.unreadable.map(\.path) == [folder("app/1/auth.json")])
        let pattern = folder("app/*/auth.json")
        let finding = await JSONFileSource(path: pattern, pointers: LegacyTokenPointers(), files: files())
            .find()
        #expect(finding.entries.map(\.place) == [folder("app/3/auth.json")])
        #expect(finding.unreadable.map(\.place) == [folder("app/1/auth.json")])

        var calls = FileSystemCalls.system
        calls.list = { [folder] (path) throws(SystemCallFailure) in
            if path == folder("app/2") { throw SystemCallFailure("opendir", EACCES) }
            return try FileSystemCalls.system.list(path)
        }
        let deep = await files(calls).expand(folder("app/*/*/auth.json"))
        #expect(deep.found == [folder("app/3/deep/auth.json")])
        #expect(
            deep.unreadable.map(\.path).sorted() == [folder("app/1/auth.json/auth.json"), folder("app/2")]
        )
    }

    @Test func `What is there under the very name is meant, whatever characters it has`() async throws {
        for name in ["My [App]", "My A", "a?"] { folder.makeFolder(name) }
        for name in ["My [App]/a.json", "My A/a.json", "a?/x.json", "t[1].json", "t1.json"] {
            folder.write("x", name)
        }
        for name in ["My [App]/a.json", "a?/x.json", "t[1].json"] {
            #expect(await files().expand(folder(name)).found == [folder(name)])
        }
        #expect(await files().expand(folder("My [App]/*.json")).found == [folder("My [App]/a.json")])
        #expect(await files().expand(folder("My [[]App]/a.json")).found == [folder("My [App]/a.json")])
        #expect(await files().expand(folder("t[12].json")).found == [folder("t1.json")])
        let long = String(repeating: "[0-9a-f]", count: 64)
        folder.write("x", String(repeating: "a", count: 64))
        let hash = await files().expand(folder(long))
        #expect(hash.found == [folder(String(repeating: "a", count: 64))])
        #expect(hash.unreadable.isEmpty)
    }

    @Test func `What is proven not to be there is nothing, and the rest is an error`() async throws {
        folder.write("x", "file")
        #expect(try await files().read(folder("none")) == nil)
        #expect(try await files().read(folder("file/below")) == nil)
        folder.makeFolder("folder")
        #expect(await reason { _ = try await files().read(folder("folder")) } == .notAFile)
        mkfifo(folder("pipe"), 0o600)
        #expect(await reason { _ = try await files().read(folder("pipe")) } == .notAFile)
        symlink(folder("loop"), folder("loop"))
        #expect(await reason { _ = try await files().read(folder("loop")) } == .system)
        for number in [EACCES, EIO] {
            var calls = FileSystemCalls.system
            calls.openat = { (_, _, _, _) throws(SystemCallFailure) in
                throw SystemCallFailure("openat", number)
            }
            let files = files(calls)
            let path = folder("file")
            #expect(
                await reason { _ = try await files.read(path) } == (number == EACCES ? .permission : .system)
            )
        }
    }

    @Test func `A file of up to the limit is read`() async throws {
        folder.write([UInt8](repeating: 7, count: 1000), "file")
        #expect(try await files(maximumBytes: 1000).read(folder("file"))?.content.count == 1000)
        #expect(await reason { _ = try await files(maximumBytes: 999).read(folder("file")) } == .tooLarge)
    }

    @Test func `Replacing follows links and keeps mode, owner and link`() async throws {
        folder.makeFolder("real")
        folder.write("before", "real/file", mode: 0o644)
        if geteuid() == 0 { chown(folder("real/file"), 1234, 2345) }
        symlink("real/file", folder("link"))
        let file = try #require(try await files().read(folder("link")))
        try await files().replace(file, with: Secret("after"))
        #expect(folder.text("real/file") == "after")
        #expect(folder.permissions("real/file") == "644")
        #expect(folder.mode("link") & UInt32(S_IFMT) == UInt32(S_IFLNK))
        if geteuid() == 0 {
            var status = stat()
            stat(folder("real/file"), &status)
            #expect(status.st_uid == 1234 && status.st_gid == 2345)
        }
        #expect(folder.files.keys.sorted() == ["real/file"])
    }

    /// Lets user 65534 read, and the group not: the mask that makes room for that stands in the group bits.
    private func giveList(to name: String) throws -> [UInt8]? {
        let entries: [(UInt16, UInt16, UInt32)] = [
            (0x01, 6, .max), (0x02, 4, 65_534), (0x04, 0, .max), (0x10, 4, .max), (0x20, 0, .max),
        ]
        var list: [UInt8] = [2, 0, 0, 0]
        for (tag, permission, id) in entries {
            for number in [UInt32(tag) | UInt32(permission) << 16, id] {
                list += (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            }
        }
        let file = open(folder(name), O_RDWR | O_CLOEXEC)
        defer { close(file) }
        do throws(SystemCallFailure) {
            try FileSystemCalls.system.fsetxattr(file, "system.posix_acl_access", list)
            return list
        } catch {
            // A file system without lists has nothing to keep.
            guard error.number == EOPNOTSUPP else { throw error }
            return nil
        }
    }

    private func list(of name: String) -> [UInt8]? {
        let file = open(folder(name), O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        return try? FileSystemCalls.system.fgetxattr(file, "system.posix_acl_access")
    }

    @Test func `An access list stays, and its mask does not become the group's permission`() async throws {
        folder.write("before", "file", mode: 0o600)
        guard let list = try giveList(to: "file") else { return }
        let file = try #require(try await files().read(folder("file")))
        try await files().replace(file, with: Secret("after"))
        #expect(folder.text("file") == "after")
        #expect(self.list(of: "file") == list)
        #expect(folder.permissions("file") == "640")
    }

    @Test(arguments: ["fgetxattr", "fsetxattr"])
    func `An access list that cannot be kept takes the others' permissions with it`(call: String) async throws
    {
        folder.write("before", "file", mode: 0o600)
        guard try giveList(to: "file") != nil else { return }
        var calls = FileSystemCalls.system
        let failure = SystemCallFailure(call, EPERM)
        if call == "fgetxattr" {
            calls.fgetxattr = { (_, _) throws(SystemCallFailure) in throw failure }
        } else {
            calls.fsetxattr = { (_, _, _) throws(SystemCallFailure) in throw failure }
        }
        let file = try #require(try await files().read(folder("file")))
        try await files(calls).replace(file, with: Secret("after"))
        #expect(folder.text("file") == "after")
        #expect(folder.permissions("file") == "600")
        #expect(list(of: "file") == nil)
    }

    private final class Removals: Sendable {
        let count = Mutex(0)
    }

    @Test(arguments: [ENODATA, EOPNOTSUPP])
    func `Without an access list the mode stays, and the folder's own list is not taken on`(
        number: Int32
    ) async throws {
        folder.write("before", "file", mode: 0o644)
        var calls = FileSystemCalls.system
        calls.fgetxattr = { (_, _) throws(SystemCallFailure) in throw SystemCallFailure("fgetxattr", number) }
        let removals = Removals()
        calls.fremovexattr = { (_, _) throws(SystemCallFailure) in
            removals.count.withLock { $0 += 1 }
            throw SystemCallFailure("fremovexattr", number)
        }
        let file = try #require(try await files().read(folder("file")))
        try await files(calls).replace(file, with: Secret("after"))
        #expect(folder.permissions("file") == "644")
        #expect(removals.count.withLock { $0 } == 1)
    }

    @Test func `An owner that cannot be kept takes the others' permissions with it`() async throws {
        folder.write("before", "file", mode: 0o664)
        var calls = FileSystemCalls.system
        calls.fstat = { (descriptor) throws(SystemCallFailure) in
            var status = try FileSystemCalls.system.fstat(descriptor)
            // As it looks to somebody who is not root, for a temporary file of their own.
            if status.size == 0 { status.owner += 1 }
            return status
        }
        calls.fchown = { (_, _, _) throws(SystemCallFailure) in throw SystemCallFailure("fchown", EPERM) }
        let file = try #require(try await files().read(folder("file")))
        try await files(calls).replace(file, with: Secret("after"))
        #expect(folder.text("file") == "after")
        #expect(folder.permissions("file") == "600")
    }

    @Test(arguments: ["content", "file", "touch", "gone"])
    func `A file that changed since it was read is left alone`(change: String) async throws {
        folder.write("before", "file")
        let file = try #require(try await files().read(folder("file")))
        switch change {
        case "content": folder.write("BEFORE", "file")
        case "file":
            folder.write("before", "other")
            rename(folder("other"), folder("file"))
        case "touch": chmod(folder("file"), 0o640)
        default: unlink(folder("file"))
        }
        let before = folder.files
        #expect(await reason { try await files().replace(file, with: Secret("after")) } == .changed)
        #expect(await reason { try await files().remove(file) } == .changed)
        #expect(folder.files == before)
    }

    @Test func `A change in the last instant is noticed as well`() async throws {
        folder.write("before", "file")
        let file = try #require(try await files().read(folder("file")))
        var calls = FileSystemCalls.system
        calls.fsync = { [folder] (descriptor) throws(SystemCallFailure) in
            try FileSystemCalls.system.fsync(descriptor)
            folder.write("theirs, and longer", "file")
        }
        let files = files(calls)
        #expect(await reason { try await files.replace(file, with: Secret("after")) } == .changed)
        #expect(
            folder.files.mapValues { String(decoding: $0, as: UTF8.self) } == ["file": "theirs, and longer"]
        )
    }

    @Test func `A kill at any system call leaves the old content or the new one`() async throws {
        var step = 0
        while true {
            folder.write("before", "file")
            let file = try #require(try await files().read(folder("file")))
            let script = SystemCallScript(.kill, at: step)
            let files = files(script.calls)
            _ = await reason { try await files.replace(file, with: Secret("after")) }
            if script.made.count <= step { break }
            #expect(["before", "after"].contains(folder.text("file")), "after \(script.made)")
            step += 1
        }
        #expect(step > 8)
    }

    @Test(arguments: [(ENOSPC, LegacyFileError.Reason.full), (EACCES, .permission), (EIO, .system)])
    func `A failure at any system call leaves nothing behind`(
        number: Int32,
        expected: LegacyFileError.Reason
    ) async throws {
        var step = 0
        while true {
            folder.write("before", "file")
            let file = try #require(try await files().read(folder("file")))
            let script = SystemCallScript(.fail(number), at: step)
            let files = files(script.calls)
            let reason = await reason { try await files.replace(file, with: Secret("after")) }
            if script.made.count <= step { break }
            #expect(reason == expected, "after \(script.made)")
            #expect(folder.files.keys.sorted() == ["file"], "after \(script.made)")
            step += 1
        }
    }

    @Test func `Removing a link's target removes the content`() async throws {
        folder.write("token", "file")
        symlink("file", folder("link"))
        let file = try #require(try await files().read(folder("link")))
        try await files().remove(file)
        #expect(folder.text("file") == nil)
        #expect(try await files().read(folder("link")) == nil)
    }
}

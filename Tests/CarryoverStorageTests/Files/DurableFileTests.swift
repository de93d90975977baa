import CarryoverCore
import CarryoverStorage
import Glibc
import Testing

struct DurableFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func file(_ calls: FileSystemCalls = .system, maximumBytes: Int = 1000) -> DurableFile {
        DurableFile(directory: folder("a/b"), name: "record", maximumBytes: maximumBytes, calls: calls)
    }

    @Test func `What was never written is absent, and reading creates nothing`() throws {
        #expect(try file().read() == nil)
        #expect(folder.mode("a") == 0)
    }

    @Test func `Folders are made with mode 700 and files with mode 600, whatever the umask`() throws {
        let before = umask(0)
        defer { umask(before) }
        try file().write(Secret("hello"))
        #expect(folder.permissions("a") == "700")
        #expect(folder.permissions("a/b") == "700")
        #expect(folder.permissions("a/b/record") == "600")
        #expect(try file().read() == Secret("hello"))
    }

    @Test func `The temporary file is never readable for others`() throws {
        let script = SystemCallScript(.kill, at: try count("write").first)
        _ = try? file(script.calls).write(Secret("second"))
        #expect(folder.permissions("a/b/.record.tmp") == "600")
    }

    @Test func `A write is synced before it is renamed, and the folder afterwards`() throws {
        try file().write(Secret("first"))
        let script = SystemCallScript()
        try file(script.calls).write(Secret("second"))
        let order = script.made.filter { ["write", "fsync", "renameat"].contains($0) }
        #expect(order == ["write", "fsync", "renameat", "fsync"])
    }

    @Test func `A folder that was just made is synced into its parent`() throws {
        let script = SystemCallScript()
        try file(script.calls).write(Secret("first"))
        #expect(script.made.filter { $0 == "fsync" }.count == 4)
    }

    @Test func `A kill at any system call leaves the old content or the new one`() throws {
        for step in 0..<(try count("").last) {
            try file().write(Secret("old"))
            let script = SystemCallScript(.kill, at: step)
            #expect(throws: StoreError.self) { try file(script.calls).write(Secret("new")) }
            let content = try file().read()?.exposed
            #expect(content == "old" || content == "new", "after \(script.made)")
            try file().write(Secret("next"))
            #expect(folder.files.keys.sorted() == ["a/b/record"], "after \(script.made)")
        }
    }

    @Test(arguments: [ENOSPC, EDQUOT, EIO])
    func `A failure at any system call leaves no temporary file`(number: Int32) throws {
        for step in 0..<(try count("").last) {
            try file().write(Secret("old"))
            let script = SystemCallScript(.fail(number), at: step)
            var error: StoreError?
            do throws(StoreError) { try file(script.calls).write(Secret("new")) } catch let caught {
                error = caught
            }
            // The last call syncs the folder: by then the new content is there, only not yet for sure.
            if step == script.made.count - 1, script.made.last == "fsync" {
                #expect(error?.code == .notDurable)
            } else {
                #expect(error?.code == (number == EIO ? .fileSystem : .full), "after \(script.made)")
                #expect(try file().read() == Secret("old"))
            }
            #expect(folder.files.keys.sorted() == ["a/b/record"], "after \(script.made)")
        }
    }

    @Test(arguments: [EINVAL, ENOSYS, ENOTSUP])
    func `A folder that cannot be synced is no failure, and a file that cannot is one`(number: Int32) throws {
        try file().write(Secret("old"))
        let steps = SystemCallScript()
        try file(steps.calls).write(Secret("old"))
        let syncs = steps.made.indices.filter { steps.made[$0] == "fsync" }
        try file(SystemCallScript(.fail(number), at: try #require(syncs.last)).calls).write(Secret("new"))
        #expect(try file().read() == Secret("new"))
        let script = SystemCallScript(.fail(number), at: try #require(syncs.first))
        let error = #expect(throws: StoreError.self) { try file(script.calls).write(Secret("newer")) }
        #expect(error?.code == .fileSystem)
        #expect(try file().read() == Secret("new"))
    }

    @Test func `Interruptions and short writes lose nothing`() throws {
        var calls = FileSystemCalls.system
        let interruptions = SystemCallScript(.fail(EINTR), at: 5)
        let interrupted = interruptions.calls
        calls.fsync = { (descriptor) throws(SystemCallFailure) in try interrupted.fsync(descriptor) }
        calls.read = { (descriptor, buffer) throws(SystemCallFailure) in
            try interrupted.read(descriptor, buffer)
        }
        calls.write = { (descriptor, buffer) throws(SystemCallFailure) in
            try interrupted.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer.prefix(3)))
        }
        let content = Secret(String(repeating: "0123456789", count: 10))
        try file(calls).write(content)
        #expect(try file(calls).read() == content)
        #expect(interruptions.made.filter { $0 == "write" }.count >= 34)
    }

    @Test func `What somebody else could have put there is refused`() throws {
        try file().write(Secret("x"))
        let path = folder("a/b/record")
        let cases: [(String, () -> Void)] = [
            ("a mode that lets others in", { chmod(path, 0o640) }),
            ("a second name", { link(path, self.folder("other")) }),
            (
                "a link",
                {
                    rename(path, self.folder("elsewhere")); symlink(self.folder("elsewhere"), path)
                }
            ),
            ("a pipe", { mkfifo(path, 0o600) }),
            ("a folder", { mkdir(path, 0o700) }),
            ("somebody else's file", { chown(path, 12_345, 0) }),
        ]
        for (name, change) in cases where geteuid() == 0 || name != "somebody else's file" {
            remove(path)
            unlink(folder("other"))
            try file().write(Secret("x"))
            if name == "a pipe" || name == "a folder" { unlink(path) }
            change()
            let error = #expect(throws: StoreError.self, "\(name)") { try file().read() }
            #expect(error?.code == .unsafePermissions, "\(name)")
        }
    }

    @Test(arguments: [0o750, 0o701, 0o777])
    func `A folder that others may enter is refused, with the command that mends it`(mode: Int) throws {
        try file().write(Secret("x"))
        chmod(folder("a/b"), mode_t(mode))
        let error = #expect(throws: StoreError.self) { try file().read() }
        #expect(error?.code == .unsafePermissions)
        #expect(error?.remedy == "chmod 700 '\(folder("a/b"))'")
        #expect(throws: StoreError.self) { try file().write(Secret("y")) }
    }

    @Test func `A link in place of the folder is refused, also with a slash behind it`() throws {
        folder.makeFolder("real")
        symlink(folder("real"), folder("link"))
        for path in [folder("link"), folder("link/")] {
            let file = DurableFile(directory: path, name: "record", maximumBytes: 10, calls: .system)
            let error = #expect(throws: StoreError.self) { try file.write(Secret("x")) }
            #expect(error?.code == .unsafePermissions)
        }
        #expect(folder.files.isEmpty)
    }

    @Test func `A file that is too large is damaged, not absent`() throws {
        try file().write(Secret(String(repeating: "x", count: 1000)))
        #expect(try file().read()?.count == 1000)
        let error = #expect(throws: StoreError.self) { try file(maximumBytes: 999).read() }
        #expect(error?.code == .damaged)
        #expect(throws: StoreError.self) {
            try file(maximumBytes: 999).write(Secret(bytes: .init(repeating: 0, count: 1000)))
        }
    }

    @Test func `What was removed is gone, its temporary file too`() throws {
        try file().write(Secret("x"))
        folder.write("left over", "a/b/.record.tmp")
        try file().remove()
        #expect(folder.files.isEmpty)
        try file().remove()
    }

    /// The steps of one write over an existing file at which a call is made, and how many there are.
    private func count(_ call: String) throws -> (first: Int, last: Int) {
        try file().write(Secret("old"))
        let script = SystemCallScript()
        try file(script.calls).write(Secret("new"))
        return (script.made.firstIndex(of: call) ?? 0, script.made.count)
    }
}

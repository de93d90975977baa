import CarryoverCore
import CarryoverStorage
import Glibc
import Synchronization
import Testing

struct CopiedFilesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["db", "run"] { folder.makeFolder(name) }
    }

    var group: FileGroup {
        FileGroup(folder: folder("db"), essential: "CURRENT") { $0 == "CURRENT" || $0.hasSuffix(".ldb") }
    }

    func copies(_ calls: FileSystemCalls = .system, limit: Int = 1 << 20) -> CopiedFiles {
        CopiedFiles(folders: [folder("run")], calls: calls, maximumBytes: limit)
    }

    /// What the copy holds while it is read: names, contents and permissions.
    func look(_ copies: CopiedFiles) async throws(LegacySourceError) -> [String: String]? {
        let folder = folder
        return try await copies.read("db", group) { (copy) in
            let name = String(copy.dropFirst(folder.path.count + 1))
            var seen = ["": folder.permissions(name)]
            for (path, bytes) in folder.files where path.hasPrefix(name) {
                let file = String(path.dropFirst(name.count + 1))
                seen[file] = "\(folder.permissions(path)) \(String(decoding: bytes, as: UTF8.self))"
            }
            return seen
        }
    }

    @Test func `A copy is private, holds what is wanted, and is gone afterwards`() async throws {
        folder.write("one", "db/CURRENT", mode: 0o644)
        folder.write("two", "db/1.ldb", mode: 0o644)
        folder.write("three", "db/LOCK")
        folder.makeFolder("db/2.ldb")
        let before = folder.files
        #expect(try await look(copies()) == ["": "700", "CURRENT": "600 one", "1.ldb": "600 two"])
        #expect(folder.files == before)
        #expect(try FileSystemCalls.system.list(folder("run")).isEmpty)
    }

    @Test(arguments: [nil, "db/1.ldb", "elsewhere"]) func `Without the essential file there is nothing`(
        file: String?
    ) async throws {
        if let file { folder.write("x", file) }
        #expect(try await look(copies()) == nil)
        let nowhere = FileGroup(folder: folder("db/none"), essential: "CURRENT") { _ in true }
        #expect(try await copies().read("db", nowhere) { _ in 1 } == nil)
    }

    @Test func `A folder that nobody may list is not an empty one`() async throws {
        folder.write("one", "db/CURRENT")
        var calls = FileSystemCalls.system
        calls.list = { (path) throws(SystemCallFailure) in
            if path.hasSuffix("/db") { throw SystemCallFailure("opendir", EACCES) }
            return try FileSystemCalls.system.list(path)
        }
        let error = await #expect(throws: LegacySourceError.self) { try await look(copies(calls)) }
        #expect(error?.reason == .unreadable)
    }

    @Test(arguments: [1, 2, 3]) func `What is written meanwhile is copied anew, and given up in the end`(
        times: Int
    ) async throws {
        folder.write("one", "db/CURRENT")
        let left = Mutex(times)
        var calls = FileSystemCalls.system
        let folder = folder
        calls.read = { (descriptor, buffer) throws(SystemCallFailure) in
            let count = try FileSystemCalls.system.read(descriptor, buffer)
            // Another program adds to the file as soon as it was read to its end.
            let isDue = left.withLock { left in
                guard count == 0, left > 0 else { return false }
                left -= 1
                return true
            }
            if isDue { folder.write("one\(left.withLock(\.self))", "db/CURRENT.new") }
            if isDue { rename(folder("db/CURRENT.new"), folder("db/CURRENT")) }
            return count
        }
        if times < 3 {
            #expect(try await look(copies(calls))?["CURRENT"] == "600 one0")
        } else {
            let error = await #expect(throws: LegacySourceError.self) { try await look(copies(calls)) }
            #expect(error?.reason == .unreadable)
        }
        #expect(try FileSystemCalls.system.list(folder("run")).isEmpty)
    }

    @Test func `Too much is not copied`() async throws {
        folder.write(String(repeating: "x", count: 100), "db/CURRENT")
        #expect(try await look(copies(limit: 100)) != nil)
        let error = await #expect(throws: LegacySourceError.self) { try await look(copies(limit: 99)) }
        #expect(error?.reason == .unreadable)
    }

    @Test func `A copy that a killed process left goes, and one that is in use stays`() async throws {
        folder.write("one", "db/CURRENT")
        folder.makeFolder("run/carryover-copy.dead")
        folder.write("secret", "run/carryover-copy.dead/1.log")
        folder.makeFolder("run/carryover-copy.live")
        folder.makeFolder("run/other")
        let live = open(folder("run/carryover-copy.live"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(live) }
        try FileSystemCalls.system.flock(live, LOCK_SH)
        _ = try await look(copies())
        #expect(try FileSystemCalls.system.list(folder("run")).sorted() == ["carryover-copy.live", "other"])
    }

    @Test func `The first folder that works takes the copy`() async throws {
        folder.write("one", "db/CURRENT")
        let copies = CopiedFiles(folders: [folder("missing"), folder("run")])
        #expect(try await look(copies)?["CURRENT"] == "600 one")
        let error = await #expect(throws: LegacySourceError.self) {
            try await look(CopiedFiles(folders: [folder("missing")]))
        }
        #expect(error?.reason == .unreadable)
    }

    @Test func `Whatever call fails, the error is reported, and nothing of the copy stays`() async throws {
        folder.write("one", "db/CURRENT")
        let script = SystemCallScript()
        _ = try await look(copies(script.calls))
        for step in script.made.indices where !["unlinkat", "rmdir"].contains(script.made[step]) {
            let failing = SystemCallScript(.fail(EIO), at: step)
            do throws(LegacySourceError) {
                #expect(try await look(copies(failing.calls))?["CURRENT"] == "600 one")
            } catch {
                #expect(error.reason == .unreadable, "call \(step), \(script.made[step])")
            }
            // What could not be removed at once is removed by the next look.
            _ = try await look(copies())
            #expect(try FileSystemCalls.system.list(folder("run")).isEmpty, "call \(step)")
        }
    }
}

import CarryoverCore
import CarryoverStorage
import Dispatch
import Glibc
import Testing

/// The record's file takes turns with a spare one.
struct ExchangedRecordTests {
    let folder: TemporaryFolder
    let record =
        "state/com.example.test/" + RecordName(application: "com.example.test", account: "a").dataFile
    var spare: String {
        let name = RecordName(application: "com.example.test", account: "a").dataFile
        return "state/com.example.test/.\(name).tmp"
    }

    init() throws { folder = try TemporaryFolder() }

    func store(_ calls: FileSystemCalls = .system) throws -> EncryptedFileStore {
        // However long the reader waits for those who overtake it.
        try factory(folder, account: "a", calls: calls).file(alarm: Alarm { _, _ in {} })
    }

    /// Saves generations, one after the other.
    func save(_ generations: ClosedRange<UInt64>) async throws {
        for generation in generations {
            // Shorter and longer than the one before.
            let text = String(repeating: "x", count: generation % 2 == 0 ? 90 : 9000) + "\(generation)"
            let expected = generation == 1 ? nil : generation - 1
            try await store().write(value(text, generation), replacing: expected)
        }
    }

    var inode: UInt64 {
        var status = stat()
        return stat(folder(record), &status) == 0 ? UInt64(status.st_ino) : 0
    }

    @Test func `What a save replaces is overwritten with zeros, and is the place of the next one`()
        async throws
    {
        try await save(1...1)
        #expect(folder.bytes(spare) == nil)
        var inodes: Set = [inode]
        for generation in 2...9 as ClosedRange<UInt64> {
            let replaced = try #require(folder.bytes(record))
            try await save(generation...generation)
            #expect(folder.bytes(spare) == Array(repeating: 0, count: replaced.count))
            #expect(folder.permissions(spare) == "600")
            inodes.insert(inode)
        }
        #expect(inodes.count == 2)
        #expect(try await store().read().summary.hasSuffix("9@9"))
    }

    @Test func `What is deleted leaves no spare file`() async throws {
        try await save(1...3)
        try await store().delete()
        #expect(!folder.files.keys.contains { $0.hasSuffix(".tmp") || $0.hasSuffix(".session") })
    }

    @Test(arguments: 1...3)
    func `A reader who is overtaken by saves reads one of the records, whole`(saves: UInt64) async throws {
        let lookedTwice = try await overtakeReader(expecting: [2, 2 + saves]) { test in
            try await test.save(3...2 + saves)
        }
        #expect(lookedTwice > 0)
    }

    @Test func `A reader whose files' clock has not moved on looks twice at what does not look well`()
        async throws
    {
        _ = try await overtakeReader(expecting: [2, 4], hasClock: false) { test in try await test.save(3...4)
        }
    }

    @Test func `A reader never reads what has not got the record's name yet`() async throws {
        let step = try #require(try await Self().stepsOfThirdSave().firstIndex(of: "exchange"))
        let lookedTwice = try await overtakeReader(expecting: [2, 3]) { test in
            try await test.save(3...3)
            // It writes all of the file that the reader has open, and dies.
            let killed = SystemCallScript(.kill, at: step)
            _ = await code { try await test.store(killed.calls).write(value("4", 4), replacing: 3) }
            #expect(killed.made.last == "exchange")
        }
        #expect(lookedTwice > 0)
    }

    /// Lets others save before each system call of a reader, who must find one of the generations.
    ///
    /// - Returns: How often the reader looked once more.
    private func overtakeReader(
        expecting generations: Set<UInt64>,
        hasClock: Bool = true,
        saving: @escaping @Sendable (Self) async throws -> Void
    ) async throws -> Int {
        var (step, lookedTwice) = (0, 0)
        while true {
            let test = try Self()
            try await test.save(1...2)
            let script = SystemCallScript(
                .meanwhile {
                    let done = DispatchSemaphore(value: 0)
                    Task {
                        await #expect(throws: Never.self) { try await saving(test) }
                        done.signal()
                    }
                    done.wait()
                },
                at: step
            )
            // In small pieces, so that saves come between them.
            var calls = script.calls
            let read = calls.read
            calls.read = { (descriptor, buffer) throws(SystemCallFailure) in
                try read(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(40)))
            }
            if !hasClock {
                let (fstat, fstatat) = (calls.fstat, calls.fstatat)
                calls.fstat = { (descriptor) throws(SystemCallFailure) in try fstat(descriptor).withoutTimes }
                calls.fstatat = { (directory, path, flags) throws(SystemCallFailure) in
                    try fstatat(directory, path, flags).withoutTimes
                }
            }
            let reading = try await test.store(calls).read()
            if script.made.count <= step { return lookedTwice }
            if case .value(let value) = reading {
                #expect(generations.contains(value.generation), "at call \(step)")
                #expect(value.payload.exposed.hasSuffix("\(value.generation)"))
            } else {
                Issue.record("\(reading) when overtaken at call \(step): \(script.made)")
            }
            #expect(!script.made.contains("flock"), "a reader needs no lock")
            // The folder and the file, and those of the key.
            if script.made.count(where: { $0 == "openat" }) > 4 { lookedTwice += 1 }
            step += 1
        }
    }

    @Test func `A spare file that a dead process left is not written over`() async throws {
        // Killed between the exchange of the names and the flush that makes them durable: a power cut may bring the old
        // name back, and then this is the record.
        let step = try #require(try await stepsOfThirdSave().firstIndex(of: "exchange")) + 1
        let killed = SystemCallScript(.kill, at: step)
        _ = await code { try await store(killed.calls).write(value("4", 4), replacing: 3) }
        #expect(killed.made.last == "fsync")
        let left = open(folder(spare), O_RDONLY)
        defer { close(left) }
        let content = try #require(folder.bytes(spare))
        #expect(content.first != 0)
        try await store().write(value("5", 5), replacing: 4)
        #expect(Self.bytes(of: left) == content)
        #expect(try await store().read() == value("5", 5))
        #expect(folder.bytes(spare)?.allSatisfy { $0 == 0 } == true)
    }

    @Test func `Where the names cannot be made durable, no spare file is kept`() async throws {
        let step = try #require(try await stepsOfThirdSave().lastIndex(of: "fsync"))
        let replaced = open(folder(record), O_RDONLY)
        defer { close(replaced) }
        let content = Self.bytes(of: replaced)
        let refusing = SystemCallScript(.fail(EINVAL), at: step)
        try await store(refusing.calls).write(value("4", 4), replacing: 3)
        #expect(Self.bytes(of: replaced) == content)
        #expect(folder.bytes(spare) == nil)
        #expect(try await store().read() == value("4", 4))
    }

    @Test(arguments: [EINVAL, ENOSYS, EPERM, ENOTSUP])
    func `A file system without an exchange has the file replaced`(number: Int32) async throws {
        try await save(1...2)
        var calls = FileSystemCalls.system
        calls.exchange = { (_, _, _) throws(SystemCallFailure) in throw SystemCallFailure("renameat2", number)
        }
        for generation in 3...5 as ClosedRange<UInt64> {
            try await store(calls).write(value("\(generation)", generation), replacing: generation - 1)
            #expect(folder.bytes(spare) == nil)
        }
        #expect(try await store(calls).read() == value("5", 5))
    }

    @Test func `What somebody else could have put in the spare file's place is not written to`() async throws
    {
        let zeros = [UInt8](repeating: 0, count: 100)
        let path = folder(spare)
        let cases: [(String, () -> Void)] = [
            ("a mode that lets others in", { self.folder.write(zeros, self.spare, mode: 0o640) }),
            ("a second name", { link(self.folder("victim"), path) }),
            ("a link", { symlink(self.folder("victim"), path) }),
            ("a pipe", { mkfifo(path, 0o600) }),
            ("an empty file", { self.folder.write([], self.spare) }),
        ]
        var generation: UInt64 = 1
        try await save(1...1)
        for (name, make) in cases {
            folder.write(zeros, "victim")
            unlink(path)
            make()
            try await store().write(value("\(generation + 1)", generation + 1), replacing: generation)
            generation += 1
            #expect(folder.bytes("victim") == zeros, "\(name)")
            #expect(folder.permissions(record) == "600", "\(name)")
            #expect(try await store().read() == value("\(generation)", generation), "\(name)")
            unlink(folder("victim"))
        }
    }

    @Test(arguments: [EIO, EINTR, ETIMEDOUT])
    func `An exchange that fails once it is made is not taken back`(number: Int32) async throws {
        try await save(1...2)
        var calls = FileSystemCalls.system
        calls.exchange = { (directory, one, other) throws(SystemCallFailure) in
            try FileSystemCalls.system.exchange(directory, one, other)
            throw SystemCallFailure("renameat2", number)
        }
        #expect(await code { try await store(calls).write(value("3", 3), replacing: 2) } == .fileSystem)
        #expect(try await store().read() == value("3", 3))
        try await store().write(value("4", 4), replacing: 3)
    }

    @Test func `What another writer has put in the spare file's place meanwhile is left alone`() async throws
    {
        try await save(1...2)
        var calls = FileSystemCalls.system
        calls.exchange = { [folder, spare] (directory, one, other) throws(SystemCallFailure) in
            try FileSystemCalls.system.exchange(directory, one, other)
            unlink(folder(spare))
            folder.write("another's", spare)
            link(folder(spare), folder("another's"))
        }
        try await store(calls).write(value("3", 3), replacing: 2)
        #expect(folder.text("another's") == "another's")
        #expect(try await store().read() == value("3", 3))
    }

    @Test func `Where another machine may write too, a save replaces the file by a new one`() async throws {
        let calls = EncryptedFileStoreTests.mounted("virtiofs", folder)
        for generation in 1...4 as ClosedRange<UInt64> {
            let expected = generation == 1 ? nil : generation - 1
            try await store(calls).write(value("x", generation), replacing: expected)
            #expect(folder.bytes(spare) == nil)
        }
    }

    @Test func `Whatever a reader finds, it writes to nothing, so that nobody is told of a change`()
        async throws
    {
        try await save(1...2)
        let good = try #require(folder.bytes(record))
        let writing = Counter()
        var calls = FileSystemCalls.system
        calls.openat = { (directory, path, flags, mode) throws(SystemCallFailure) in
            if flags & (O_WRONLY | O_RDWR | O_CREAT) != 0 { writing.add() }
            return try FileSystemCalls.system.openat(directory, path, flags, mode)
        }
        for (index, expected) in [(8, "newer-format"), (40, "wrong-key"), (good.count - 1, "damaged")] {
            var bad = good
            bad[index] = index == 8 ? 9 : bad[index] ^ 1
            folder.write(bad, record)
            let reading = try await store(calls).read().error?.code.rawValue
            #expect([expected, "damaged"].contains(reading ?? "none"))
            _ = try await store(calls).describe()
        }
        #expect(writing.value == 0)
    }

    @Test func `What is damaged is told as that while another process hangs in a save`() async throws {
        try await save(1...2)
        folder.write("rubbish", record)
        let lock = open(folder(record.replacing(".session", with: ".commit")), O_RDWR)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        #expect(try await store().read().summary == "corrupt:damaged")
    }

    @Test func `What has ended leaves no file of what was before, also after a power cut`() async throws {
        try await save(1...3)
        let script = SystemCallScript()
        try await store(script.calls).forgetReplaced()
        #expect(folder.bytes(spare) == nil)
        #expect(script.made.suffix(2) == ["unlinkat", "fsync"])
        #expect(try await store().read().summary.hasSuffix("3@3"))
        try await store().forgetReplaced()
    }

    @Test func `A deletion that finds nothing but a spare file makes its end durable`() async throws {
        for isFenced in [false, true] {
            let test = try Self()
            try await test.save(1...2)
            unlink(test.folder(test.record))
            let script = SystemCallScript()
            let store = try test.store(script.calls)
            if isFenced {
                #expect(try await store.delete(only: 1))
            } else {
                try await store.delete()
            }
            #expect(test.folder.bytes(test.spare) == nil)
            let unlinked = try #require(script.made.firstIndex(of: "unlinkat"))
            #expect(script.made[unlinked...].contains("fsync"))
        }
    }

    @Test func `A record that is set aside takes no spare file along, and leaves none`() async throws {
        try await save(1...2)
        _ = try await store().setAside()
        #expect(folder.bytes(spare) == nil)
    }

    /// The calls of a save that finds a spare file, the third one.
    private func stepsOfThirdSave() async throws -> [String] {
        try await save(1...2)
        let script = SystemCallScript()
        try await store(script.calls).write(value("3", 3), replacing: 2)
        return script.made
    }

    private static func bytes(of file: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 10_000)
        let count = pread(file, &bytes, bytes.count, 0)
        return Array(bytes[..<max(count, 0)])
    }
}

extension FileStatus {
    /// As a file system tells it that knows no times, or whose clock has not moved on.
    fileprivate var withoutTimes: FileStatus {
        var status = self
        (status.modified, status.changed) = (0, 0)
        return status
    }
}

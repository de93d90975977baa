import CarryoverCore
import CarryoverStorage
import CarryoverTesting
import Glibc
import Testing

struct EncryptedFileStoreTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `It keeps the contract of stores`() async throws {
        let path = folder.path
        let contract = SessionStoreContract(
            elsewhere: { application, account, word, times in
                await #expect(processExitsWith: .success) {
                    [
                        path = path as String, application = application as String,
                        account = account as String, word = word as String, times = times as Int
                    ] in
                    let store = try fileStore(in: path, application: application, account: account)
                    try await SessionStoreContract.append(word, times: times, to: store)
                }
            },
            make: { try fileStore(in: path, application: $0, account: $1) }
        )
        #expect(await contract.run().map(\.description) == [])
    }

    @Test func `No file holds a token, an account or more than its owner may read`() async throws {
        let before = umask(0)
        defer { umask(before) }
        let store = try factory(folder).file()
        try await store.write(value("token-that-nobody-may-see", 1), replacing: nil)
        try await store.write(value("token-that-nobody-may-see", 2), replacing: 1)
        let files = folder.files
        #expect(files.count == 6)
        for (name, bytes) in files {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("token"), "\(name)")
            #expect(!text.contains("someone") && !name.contains("someone"), "\(name)")
            #expect(folder.permissions(name) == "600", "\(name)")
        }
        #expect(folder.permissions("state/com.example.test") == "700")
        #expect(folder.permissions("data/com.example.test") == "700")
    }

    @Test func `A kill at any system call of a save leaves the old record or the new one`() async throws {
        // Into an empty folder, over a record, and over one with a spare file beside it.
        for saved in 0...2 as ClosedRange<UInt64> {
            var step = 0
            while true {
                let folder = try TemporaryFolder()
                for generation in 0..<saved {
                    let old = value("old", generation + 1)
                    try await factory(folder).file().write(old, replacing: generation == 0 ? nil : generation)
                }
                let script = SystemCallScript(.kill, at: step)
                let write = await code {
                    let store = try factory(folder, calls: script.calls).file()
                    try await store.write(value("new", 3), replacing: saved == 0 ? nil : saved)
                }
                if script.made.count <= step { break }
                let reading = try await factory(folder).file().read().summary
                let before = saved == 0 ? "absent" : "old@\(saved)"
                #expect([before, "new@3"].contains(reading), "\(reading) after \(script.made)")
                if write == nil { #expect(reading == "new@3") }
                // The next process goes on as if nothing had happened.
                let found: UInt64? = reading == "new@3" ? 3 : saved == 0 ? nil : saved
                try await factory(folder).file().write(value("next", 4), replacing: found)
                let spare = folder.files.first { $0.key.hasSuffix(".tmp") }?.value ?? []
                #expect(spare.allSatisfy { $0 == 0 }, "after \(script.made)")
                step += 1
            }
            #expect(step > 20)
        }
    }

    @Test func `A deletion takes along what a save that was killed had begun`() async throws {
        for step in 0..<60 {
            let folder = try TemporaryFolder()
            let script = SystemCallScript(.kill, at: step)
            _ = await code {
                try await factory(folder, calls: script.calls).file().write(value("x", 1), replacing: nil)
            }
            try await factory(folder).file().delete()
            let left = folder.files.keys.filter { $0.hasSuffix(".session") || $0.hasSuffix(".tmp") }
            #expect(left.filter { $0.hasPrefix("state") } == [], "after \(script.made)")
        }
    }

    @Test(arguments: [ENOSPC, EIO])
    func `A failed save leaves the old record`(number: Int32) async throws {
        try await factory(folder).file().write(value("1", 1), replacing: nil)
        var generation: UInt64 = 1
        for step in 0..<60 {
            let script = SystemCallScript(.fail(number), at: step)
            let store = try factory(folder, calls: script.calls).file()
            let next = value("\(generation + 1)", generation + 1)
            let result = await code { try await store.write(next, replacing: generation) }
            let reading = try await factory(folder).file().read().summary
            switch result {
            case nil, .notDurable: generation += 1
            case .full: #expect(number == ENOSPC)
            default: #expect(number == EIO, "\(String(describing: result)) after \(script.made)")
            }
            #expect(reading == "\(generation)@\(generation)", "after \(script.made)")
        }
        #expect(generation > 1)
    }

    @Test func `A flipped byte anywhere is damage, and the file stays as it is`() async throws {
        let store = try factory(folder).file()
        try await store.write(value(String(repeating: "x", count: 500), 1), replacing: nil)
        let name = try #require(folder.files.keys.first { $0.hasSuffix(".session") })
        let good = try #require(folder.bytes(name))
        for index in [8] + stride(from: 0, to: good.count, by: 16) {
            var bad = good
            bad[index] ^= 0x40
            folder.write(bad, name)
            let reading = await store.read().summary
            #expect(reading == "corrupt:damaged", "byte \(index): \(reading)")
            #expect(await code { try await store.write(value("y", 2), replacing: 1) } != nil)
            #expect(await code { try await store.write(value("y", 2), replacing: nil) } != nil)
            #expect(folder.bytes(name) == bad)
        }
        for length in stride(from: 0, to: good.count, by: 16) {
            folder.write(Array(good[..<length]), name)
            #expect(await store.read().summary == "corrupt:damaged", "length \(length)")
        }
    }

    @Test func `A newer format is refused and never overwritten`() async throws {
        let store = try factory(folder).file()
        try await store.write(value("x", 1), replacing: nil)
        let name = try #require(folder.files.keys.first { $0.hasSuffix(".session") })
        var newer = try #require(folder.bytes(name))
        newer[8] = 9
        newer[61] ^= 1
        folder.write(newer, name)
        #expect(await store.read().summary == "corrupt:newer-format")
        #expect(await code { try await store.write(value("y", 2), replacing: 1) } == .newerFormat)
        #expect(await store.describe().state == .corrupt)
        #expect(folder.bytes(name) == newer)
    }

    @Test func `A record that is set aside keeps its bytes under a name that says when`() async throws {
        let store = try factory(folder).file()
        try await store.write(value("x", 1), replacing: nil)
        let name = try #require(folder.files.keys.first { $0.hasSuffix(".session") })
        folder.write("rubbish", name)
        let first = try await store.setAside()
        #expect(first == folder("\(name).corrupt-1790000000"))
        #expect(folder.text("\(name).corrupt-1790000000") == "rubbish")
        try await store.write(value("y", 1), replacing: nil)
        #expect(try await store.setAside() == folder("\(name).corrupt-1790000000-1"))
        #expect(try await store.setAside() == "nowhere: there was no record")
    }

    @Test func `Reading and deleting what was never there touches nothing`() async throws {
        let store = try factory(folder).file()
        #expect(await store.read().summary == "absent")
        try await store.delete()
        #expect(await store.describe().state == .ready)
        #expect(folder.files.isEmpty)
        #expect(folder.mode("state") == 0)
    }

    @Test func `The record of another account is not taken for one's own`() async throws {
        try await factory(folder, account: "a").file().write(value("x", 1), replacing: nil)
        try await factory(folder, account: "b").file().write(value("y", 1), replacing: nil)
        let names = ["a", "b"].map {
            "state/com.example.test/" + RecordName(application: "com.example.test", account: $0).dataFile
        }
        folder.write(try #require(folder.bytes(names[0])), names[1])
        #expect(try await factory(folder, account: "b").file().read().summary == "corrupt:damaged")
    }

    @Test func `An application's name cannot lead out of the folder`() async throws {
        let store = try factory(folder, application: "../../etc", account: "/../x").file()
        try await store.write(value("x", 1), replacing: nil)
        #expect(folder.files.keys.allSatisfy { $0.hasPrefix("state/app-") || $0.hasPrefix("data/app-") })
    }

    @Test func `Two processes that write at once lose nothing`() async throws {
        let path = folder.path
        async let first = #expect(processExitsWith: .success) { [path = path as String] in
            try await SessionStoreContract.append("a", times: 100, to: fileStore(in: path))
        }
        async let second = #expect(processExitsWith: .success) { [path = path as String] in
            try await SessionStoreContract.append("b", times: 100, to: fileStore(in: path))
        }
        _ = await (first, second)
        let text = try await fileStore(in: path).read().summary
        #expect(text.filter { $0 == "a" }.count == 100)
        #expect(text.filter { $0 == "b" }.count == 100)
    }

    @Test func `A process that was forked is refused`() async throws {
        var calls = FileSystemCalls.system
        let forks = Counter()
        calls.getpid = { getpid() + Int32(forks.value) }
        let store = try factory(folder, calls: calls).file()
        let automatic = try factory(folder, calls: calls).automatic(
            ScriptedKeyring(ScriptedKeyring.Content()),
            store
        ) { _ in }
        forks.add()
        for store in [store, automatic] as [any SessionStore] {
            #expect(await store.read().summary == "unavailable:forked")
            #expect(await code { try await store.write(value("x", 1), replacing: nil) } == .forked)
            #expect(await store.describe().state == .unavailable)
            for await _ in store.changes() { Issue.record("who would have told the child?") }
        }
        #expect(folder.files.isEmpty)
    }

    @Test func `A child that was really forked off gets an error, and does not hang`() async {
        // In a process of its own, for a fork takes one thread along and leaves the locks of all others behind.
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let store = try fileStore(in: folder.path)
            try await store.write(value("x", 1), replacing: nil)
            guard let child = Fork.begin() else { exit(9) }
            if child == 0 {
                alarm(20)
                _exit(await store.read().summary == "unavailable:forked" ? 0 : 1)
            }
            guard Fork.end(of: child) == 0 else { exit(2) }
            guard await store.read().summary == "x@1" else { exit(3) }
        }
    }

    @Test func `A remote file system is told of, and a local one is not`() async throws {
        let store = try factory(folder, calls: Self.mounted("nfs4", folder)).file()
        try await store.write(value("x", 1), replacing: nil)
        let detail = await store.describe().detail ?? ""
        #expect(detail.contains("nfs4: another machine answers for locks and durability"))
        let local = try factory(folder, calls: Self.mounted("ext4", folder)).file()
        #expect(await local.describe().detail?.contains("another machine") == false)
    }

    /// The system's calls, but for what the kernel says of the file system.
    static func mounted(_ kind: String, _ folder: TemporaryFolder) -> FileSystemCalls {
        folder.write("21 1 0:40 / / rw,relatime - \(kind) somewhere rw\n", "mounts-\(kind)")
        var calls = FileSystemCalls.system
        calls.openat = { (directory, path, flags, mode) throws(SystemCallFailure) in
            let path = path == "/proc/self/mountinfo" ? folder("mounts-\(kind)") : path
            return try FileSystemCalls.system.openat(directory, path, flags, mode)
        }
        return calls
    }

    @Test func `A flipped byte of any file is never taken for a user who is signed out`() async throws {
        let store = try fileStoreWithNote()
        try await store.write(value(String(repeating: "x", count: 300), 7), replacing: nil)
        for (name, good) in folder.files {
            for index in stride(from: 0, to: good.count, by: 16) {
                var bad = good
                bad[index] ^= 0x01
                folder.write(bad, name)
                let reading = try await fileStoreWithNote().read()
                if case .absent = reading { Issue.record("\(name), byte \(index)") }
                #expect(folder.bytes(name) == bad, "\(name), byte \(index)")
            }
            folder.write(good, name)
        }
        #expect(folder.files.count == 7)
    }

    private func fileStoreWithNote() throws -> AutomaticStore {
        let factory = try factory(folder)
        let keyring = ScriptedKeyring.Content()
        keyring.code = .noProvider
        return factory.automatic(ScriptedKeyring(keyring), factory.file()) { _ in }
    }
}

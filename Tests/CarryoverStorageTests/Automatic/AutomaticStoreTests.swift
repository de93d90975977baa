import CarryoverCore
import CarryoverStorage
import CarryoverTesting
import Glibc
import Synchronization
import Testing

struct AutomaticStoreTests {
    let folder: TemporaryFolder
    let keyring = ScriptedKeyring.Content()
    let notices = Notices()

    init() throws { folder = try TemporaryFolder() }

    final class Notices: Sendable {
        private let list = Mutex<[StoreError.Code]>([])
        var codes: [StoreError.Code] { list.withLock { $0 } }
        func add(_ error: StoreError) { list.withLock { $0.append(error.code) } }
    }

    /// A fresh instance, as the next start of the app would have it.
    func store(
        _ wish: BackendChoice.Wish = .best,
        calls: FileSystemCalls = .system
    ) throws -> AutomaticStore {
        let factory = try factory(folder, calls: calls)
        return factory.automatic(ScriptedKeyring(keyring), factory.file(), wish: wish) { [notices] in
            notices.add($0)
        }
    }

    func file() throws -> EncryptedFileStore { try factory(folder).file() }

    var inKeyring: String { get async { await keyring.record.read().summary } }
    var inFile: String { get async throws { try await file().read().summary } }

    var marker: String? {
        let name = RecordName(application: "com.example.test", account: "someone@example.com").markerFile
        return folder.text("state/com.example.test/\(name)")?.split(separator: "\n").dropFirst().first
            .map(String.init)
    }

    @Test func `Where the file is the place, a look or a write is one trip to its thread`() async throws {
        let trips = Counter()
        let alarm = Alarm { _, _ in
            trips.add()
            return {}
        }
        let factory = try factory(folder)
        let store = AutomaticStore(
            name: factory.name,
            directory: factory.location.directory,
            wish: .file,
            keyring: ScriptedKeyring(keyring),
            file: factory.file(alarm: alarm),
            time: LeapingTimeSource(),
            alarm: alarm,
            onNotice: { _ in }
        )
        #expect(await store.read().summary == "absent")
        try await store.write(value("one", 1), replacing: nil)
        try await store.write(value("two", 2), replacing: 1)
        #expect(await store.read().summary == "two@2")
        #expect(trips.value == 4)
        #expect(keyring.questions == 0)
    }

    @Test func `With a keyring it keeps the contract of stores`() async throws {
        let shared = SharedMemoryKeyrings()
        let contract = SessionStoreContract { [folder] application, account in
            let factory = try factory(folder, application: application, account: account)
            let content = shared.content("\(application)/\(account)") {
                folder.write("1", "state/\(application)/\(factory.name.generationFile)")
            }
            let keyring = ScriptedKeyring(content)
            return factory.automatic(keyring, factory.file()) { _ in }
        }
        #expect(await contract.run().map(\.description) == [])
    }

    @Test func `Without one it keeps the contract of stores`() async throws {
        let path = folder.path
        let contract = SessionStoreContract(
            elsewhere: { application, account, word, times in
                await #expect(processExitsWith: .success) {
                    [
                        path = path as String, application = application as String,
                        account = account as String, word = word as String, times = times as Int
                    ] in
                    let store = try automaticStore(in: path, application: application, account: account)
                    try await SessionStoreContract.append(word, times: times, to: store)
                }
            },
            make: { try automaticStore(in: path, application: $0, account: $1) }
        )
        #expect(await contract.run().map(\.description) == [])
    }

    @Test func `A keyring is used, and noted before the first write`() async throws {
        #expect(try await store().read().summary == "absent")
        #expect(marker == nil)
        try await store().write(value("x", 1), replacing: nil)
        #expect(marker == "backend=keyring")
        #expect(try await inFile == "absent")
        #expect(try await store().describe().backend == .keyring)
        #expect(notices.codes == [])
    }

    @Test(arguments: [StoreError.Code.noBus, .noProvider, .noLibrary])
    func `A keyring that is proven absent means the file, and that is said once`(code: StoreError.Code)
        async throws
    {
        keyring.code = code
        let store = try store()
        #expect(await store.read().summary == "absent")
        #expect(notices.codes == [code])
        try await store.write(value("x", 1), replacing: nil)
        try await store.write(value("y", 2), replacing: 1)
        #expect(try await self.store().read().summary == "y@2")
        #expect(notices.codes == [code])
        #expect(marker == "backend=file")
        let description = try await self.store().describe()
        #expect(description.backend == .file)
        #expect(description.detail?.hasPrefix("no keyring (\(code.rawValue)), since 2026-09-21T") == true)
    }

    @Test(arguments: [
        StoreError.Code.locked, .timedOut, .connectionLost, .notInitialised, .providerFault, .brokenLibrary,
    ])
    func `A keyring that only fails is never replaced by the file`(code: StoreError.Code) async throws {
        keyring.code = code
        let expected = (code == .locked ? "locked:" : "unavailable:") + code.rawValue
        #expect(try await store().read().summary == expected)
        #expect(await self.code { try await store().write(value("x", 1), replacing: nil) } == code)
        #expect(try await inFile == "absent")
        #expect(notices.codes == [])
    }

    private func code(_ call: () async throws -> Void) async -> StoreError.Code? {
        await CarryoverStorageTests.code(call)
    }

    @Test func `A keyring that held the record and is gone is an error`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        keyring.code = .noBus
        #expect(try await store().read().summary == "unavailable:no-bus")
        #expect(await code { try await store().write(value("y", 2), replacing: nil) } == .noBus)
        #expect(try await inFile == "absent")
        keyring.code = nil
        #expect(try await store().read().summary == "x@1")
    }

    @Test func `A keyring that appears takes the record over`() async throws {
        keyring.code = .noProvider
        try await store().write(value("x", 4), replacing: nil)
        keyring.code = nil
        #expect(try await store().read().summary == "x@4")
        #expect(await inKeyring == "x@4")
        #expect(try await inFile == "absent")
        #expect(marker == "backend=keyring")
    }

    @Test(arguments: [StoreError.Code.locked, .timedOut])
    func `A keyring that appears locked or silent leaves the record in the file`(code: StoreError.Code)
        async throws
    {
        keyring.code = .noProvider
        try await store().write(value("x", 1), replacing: nil)
        keyring.code = code
        let store = try store()
        #expect(await store.read().summary == "x@1")
        try await store.write(value("y", 2), replacing: 1)
        #expect(try await inFile == "y@2")
    }

    @Test func `A move that fails leaves the record in the file`() async throws {
        keyring.code = .noProvider
        try await store().write(value("x", 1), replacing: nil)
        keyring.code = nil
        keyring.writeCode = .locked
        let store = try store()
        #expect(await store.read().summary == "x@1")
        try await store.write(value("y", 2), replacing: 1)
        #expect(try await inFile == "y@2")
        #expect(marker == "backend=file")
        keyring.writeCode = nil
        #expect(try await self.store().read().summary == "y@2")
        #expect(await inKeyring == "y@2")
    }

    @Test func `A copy that was left in the keyring does not come back to life`() async throws {
        keyring.code = .noProvider
        try await store().write(value("current", 2), replacing: nil)
        keyring.code = nil
        try await keyring.record.write(value("stale", 9), replacing: nil)
        #expect(try await store().read().summary == "current@2")
        #expect(await inKeyring == "current@2")
    }

    @Test func `A record that was deleted from the file does not come back from the keyring`() async throws {
        keyring.code = .noProvider
        try await store().write(value("x", 2), replacing: nil)
        try await file().delete()
        keyring.code = nil
        try await keyring.record.write(value("stale", 1), replacing: nil)
        #expect(try await store().read().summary == "absent")
    }

    /// A version of a record that says of which beginning it is.
    func version(_ text: String, of lineage: String, _ generation: UInt64) -> StoredValue {
        value("{\"schema\":1,\"lineage\":\"\(lineage)\",\"text\":\"\(text)\"}", generation)
    }

    @Test func `A note that comes back from a backup with its file does not undo what the keyring knows`()
        async throws
    {
        keyring.code = .noProvider
        try await store().write(version("old", of: "one", 2), replacing: nil)
        keyring.code = nil
        let newer = version("new", of: "one", 8)
        try await keyring.record.write(newer, replacing: nil)
        #expect(try await store().read() == newer)
        #expect(await keyring.record.read() == newer)
        #expect(try await inFile == "absent")
        #expect(marker == "backend=keyring")
    }

    @Test func `Of two records that were begun apart the one counts that the note names`() async throws {
        keyring.code = .noProvider
        let current = version("current", of: "two", 2)
        try await store().write(current, replacing: nil)
        keyring.code = nil
        try await keyring.record.write(version("other", of: "one", 8), replacing: nil)
        #expect(try await store().read() == current)
        #expect(await keyring.record.read() == current)
    }

    @Test(arguments: [("one", true), ("two", false)])
    func `A newer version in the file counts although an old note names the keyring`(
        lineage: String,
        counts: Bool
    ) async throws {
        let old = version("old", of: "one", 2)
        try await store().write(old, replacing: nil)
        let newer = version("new", of: lineage, 8)
        try await file().write(newer, replacing: nil)
        keyring.code = .locked
        #expect(try await store().read().summary == "locked:locked")
        #expect(try await file().read() == newer)
        keyring.code = nil
        #expect(try await store().read() == (counts ? newer : old))
        #expect(await keyring.record.read() == (counts ? newer : old))
        #expect(try await inFile == "absent")
    }

    @Test func `The word for the file does not bring back an old version that lies there`() async throws {
        let newer = version("new", of: "one", 8)
        try await store().write(version("old", of: "one", 3), replacing: nil)
        try await file().write(newer, replacing: nil)
        #expect(try await store(.file).read() == newer)
        #expect(await inKeyring == "absent")
    }

    @Test(arguments: [(UInt64(3), "keyring@3"), (1, "file@2")])
    func `Without a note the higher generation counts`(generation: UInt64, expected: String) async throws {
        try await file().write(value("file", 2), replacing: nil)
        try await keyring.record.write(value("keyring", generation), replacing: nil)
        #expect(try await store().read().summary == expected)
        #expect(await inKeyring == expected)
        #expect(try await inFile == "absent")
    }

    @Test func `A file that is left over after a move is removed and never read`() async throws {
        try await store().write(value("x", 2), replacing: nil)
        try await file().write(value("stale", 9), replacing: nil)
        #expect(try await store().read().summary == "x@2")
        #expect(try await inFile == "absent")
    }

    @Test func `An instance that still uses the file notices that another one moved the record`() async throws
    {
        keyring.code = .noProvider
        let early = try store()
        try await early.write(value("x", 1), replacing: nil)
        keyring.code = nil
        #expect(try await store().read().summary == "x@1")
        #expect(await early.read().summary == "x@1")
        try await early.write(value("y", 2), replacing: 1)
        #expect(await inKeyring == "y@2")
        #expect(try await inFile == "absent")
    }

    @Test func `Deleting reaches both places`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        try await file().write(value("stale", 1), replacing: nil)
        try await store().delete()
        #expect(await inKeyring == "absent")
        #expect(try await inFile == "absent")
    }

    @Test func `A deletion that cannot reach the keyring still clears the file, and says so`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        try await file().write(value("stale", 1), replacing: nil)
        keyring.code = .locked
        #expect(await code { try await store().delete() } == .locked)
        #expect(try await inFile == "absent")
    }

    @Test func `The word for the file takes the record out of the keyring, and back it goes without one`()
        async throws
    {
        try await store().write(value("x", 3), replacing: nil)
        #expect(try await store(.file).read().summary == "x@3")
        #expect(marker == "backend=file")
        #expect(await inKeyring == "absent")
        try await store(.file).write(value("y", 4), replacing: 3)
        #expect(try await inFile == "y@4")
        #expect(try await store().read().summary == "y@4")
        #expect(await inKeyring == "y@4")
        #expect(try await inFile == "absent")
    }

    @Test func `The word for the file does not sign anybody out whose keyring is only locked`() async throws {
        try await store().write(value("x", 3), replacing: nil)
        keyring.code = .locked
        #expect(try await store(.file).read().summary == "locked:locked")
        #expect(await code { try await store(.file).write(value("y", 1), replacing: nil) } == .locked)
        #expect(marker == "backend=keyring")
        keyring.code = nil
        #expect(try await store(.file).read().summary == "x@3")
    }

    @Test func `With the word for the file, a keyring that is gone for good is gone without`() async throws {
        try await store().write(value("stale", 9), replacing: nil)
        keyring.code = .noBus
        let worded = try store(.file)
        #expect(await worded.read().summary == "absent")
        #expect(marker == "backend=keyring")
        try await worded.write(value("new", 1), replacing: nil)
        #expect(marker == "backend=file")
        #expect(await worded.read().summary == "new@1")
        // Should it come back all the same, what it held counts for nothing.
        keyring.code = nil
        #expect(try await store().read().summary == "new@1")
        #expect(await inKeyring == "new@1")
    }

    @Test func `The word for the keyring takes the record out of the file, or says why not`() async throws {
        try await store(.file).write(value("x", 3), replacing: nil)
        keyring.code = .noProvider
        #expect(try await store(.keyring).read().summary == "unavailable:no-provider")
        keyring.code = nil
        #expect(try await store(.keyring).read().summary == "x@3")
        #expect(await inKeyring == "x@3")
        #expect(try await inFile == "absent")
    }

    @Test func `The file alone asks no keyring for anything`() async throws {
        keyring.code = .timedOut
        let store = try store(.file)
        #expect(await store.read().summary == "absent")
        try await store.write(value("x", 1), replacing: nil)
        #expect(await store.describe().state == .ready)
        try await store.delete()
        #expect(notices.codes == [])
        #expect(keyring.questions == 0)
    }

    @Test func `A keyring that does not answer is asked once a call`() async throws {
        keyring.code = .timedOut
        for call in [
            { (store: AutomaticStore) in _ = await store.read() },
            { (store: AutomaticStore) in _ = await store.describe() },
            { (store: AutomaticStore) in try? await store.write(value("x", 1), replacing: nil) },
            { (store: AutomaticStore) in try? await store.delete() },
        ] {
            let before = keyring.questions
            await call(try store())
            #expect(keyring.questions == before + 1)
        }
    }

    /// Lets another process move the record at the first moment at which a file is touched that has a name.
    func move(at suffix: String) -> FileSystemCalls {
        let name = RecordName(application: "com.example.test", account: "someone@example.com")
        let moments = Counter()
        var calls = FileSystemCalls.system
        calls.openat = { [folder] (directory, path, flags, mode) throws(SystemCallFailure) in
            if path.hasSuffix(suffix), moments.add() == 1 {
                let state = "state/com.example.test"
                folder.write("carryover backend 1\nbackend=keyring\nsince=0\n", "\(state)/\(name.markerFile)")
                unlink(folder("\(state)/\(name.dataFile)"))
            }
            return try FileSystemCalls.system.openat(directory, path, flags, mode)
        }
        return calls
    }

    @Test func `A record that is moved while it is looked for is found`() async throws {
        keyring.code = .noProvider
        try await store().write(value("x", 1), replacing: nil)
        try await keyring.record.write(value("x", 1), replacing: nil)
        let early = try store(calls: move(at: ".session"))
        // The keyring still fails, and that is what is said: not that there is nothing.
        #expect(await early.read().summary == "unavailable:no-provider")
        keyring.code = nil
        #expect(await early.read().summary == "x@1")
    }

    @Test func `What is written during a move goes to where the record is moved`() async throws {
        keyring.code = .noProvider
        try await store().write(value("x", 1), replacing: nil)
        try await keyring.record.write(value("x", 1), replacing: nil)
        let early = try store(calls: move(at: ".move"))
        #expect(await code { try await early.write(value("y", 2), replacing: 1) } == .noProvider)
        keyring.code = nil
        try await early.write(value("y", 2), replacing: 1)
        #expect(await inKeyring == "y@2")
        #expect(try await inFile == "absent")
    }

    @Test func `A note that cannot be understood is gone when everything is`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        let name = RecordName(application: "com.example.test", account: "someone@example.com").markerFile
        folder.write("rubbish", "state/com.example.test/\(name)")
        try await store().delete()
        #expect(try await store().read().summary == "absent")
        #expect(await inKeyring == "absent")
    }

    @Test func `Reading and deleting what was never there touches nothing`() async throws {
        try await store().delete()
        #expect(try await store().read().summary == "absent")
        #expect(try await store().describe().state == .ready)
        #expect(folder.files.isEmpty)
    }

    @Test(arguments: [BackendChoice.Wish.best, .file, .keyring])
    func `A record is put out of the way also where the note cannot be understood`(
        wish: BackendChoice.Wish
    ) async throws {
        try await store(wish).write(value("x", 1), replacing: nil)
        let name = RecordName(application: "com.example.test", account: "someone@example.com").markerFile
        folder.write("rubbish", "state/com.example.test/\(name)")
        _ = try await store(wish).setAside()
        #expect(try await store(wish).read().summary == "absent")
        try await store(wish).write(value("y", 1), replacing: nil)
        #expect(try await store(wish).read().summary == "y@1")
    }

    @Test func `What may be in a locked keyring is not given up because the note cannot be understood`()
        async throws
    {
        try await store().write(value("x", 1), replacing: nil)
        let name = RecordName(application: "com.example.test", account: "someone@example.com").markerFile
        folder.write("rubbish", "state/com.example.test/\(name)")
        keyring.code = .locked
        #expect(await code { _ = try await store().setAside() } == .locked)
        #expect(try await store().read().summary == "corrupt:damaged")
    }

    @Test func `A look moves nothing`() async throws {
        keyring.code = .noProvider
        #expect(try await store().peek().summary == "absent")
        try await store().write(value("x", 1), replacing: nil)
        keyring.code = nil
        #expect(try await store().peek().summary == "x@1")
        #expect(try await inFile == "x@1")
        #expect(try await store().read().summary == "x@1")
        #expect(try await store().peek().summary == "x@1")
        #expect(try await inFile == "absent")
        keyring.code = .locked
        #expect(try await store().peek().summary == "locked:locked")
    }

    @Test func `A note that cannot be understood is an error, not a guess`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        let name = RecordName(application: "com.example.test", account: "someone@example.com").markerFile
        folder.write("rubbish", "state/com.example.test/\(name)")
        #expect(try await store().read().summary == "corrupt:damaged")
    }

    @Test(arguments: [BackendChoice.Wish.best, .file, .keyring])
    func `A note that a newer version wrote is neither damage nor overwritten`(
        wish: BackendChoice.Wish
    ) async throws {
        try await store(wish).write(value("x", 1), replacing: nil)
        let name = RecordName(application: "com.example.test", account: "someone@example.com").markerFile
        let note = "carryover backend 2\nplace=elsewhere\n"
        folder.write(note, "state/com.example.test/\(name)")
        #expect(try await store(wish).read().summary == "corrupt:newer-format")
        #expect(await code { try await store(wish).write(value("y", 2), replacing: 1) } == .newerFormat)
        #expect(await code { _ = try await store(wish).setAside() } == .newerFormat)
        #expect(await code { try await store(wish).delete() } == .newerFormat)
        #expect(folder.bytes("state/com.example.test/\(name)") == Array(note.utf8))
    }

    @Test(arguments: [BackendChoice.Wish.best, .file])
    func `A kill at any system call of a move loses nothing`(wish: BackendChoice.Wish) async throws {
        var step = 0
        while true {
            let test = try AutomaticStoreTests()
            let isUpwards = wish == .best
            if isUpwards { test.keyring.code = .noProvider }
            try await test.store().write(value("x", 3), replacing: nil)
            test.keyring.code = nil
            let script = SystemCallScript(.kill, at: step)
            _ = try await test.store(wish, calls: script.calls).read()
            if script.made.count <= step { break }
            #expect(try await test.store(wish).read().summary == "x@3", "after \(script.made)")
            #expect(await test.inKeyring == (isUpwards ? "x@3" : "absent"), "after \(script.made)")
            #expect(try await test.inFile == (isUpwards ? "absent" : "x@3"), "after \(script.made)")
            step += 1
        }
        #expect(step > 40)
    }
}

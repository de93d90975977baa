import CarryoverCore
import CarryoverStorage
import Testing

struct RecordKeysTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        folder.makeFolder("credentials")
    }

    var keyName: String {
        "data/com.example.test/"
            + RecordName(application: "com.example.test", account: "someone@example.com").keyFile
    }

    func credential(_ text: String) { folder.write(text, "credentials/carryover-key", mode: 0o440) }

    func store(passphrase: String? = nil, hasCredentials: Bool = false) throws -> EncryptedFileStore {
        try factory(folder, credentials: hasCredentials ? folder("credentials") : nil)
            .file(passphrase: passphrase.map { Secret($0) })
    }

    @Test func `Without anything else a random key is made, apart from the record`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        #expect(folder.bytes(keyName)?.count == 32)
        #expect(folder.permissions(keyName) == "600")
        let description = try await store().describe()
        #expect(description.protection == .keyFile)
        #expect(description.detail?.contains(folder(keyName)) == true)
    }

    @Test func `Records in several folders share the key of who was first`() async throws {
        for round in 0..<20 {
            let stores = try (0..<4).map { number in
                let location = try #require(
                    StorageLocation(
                        application: "com.example.test",
                        directory: folder("records-\(round)-\(number)"),
                        environment: ["HOME": folder.path, "XDG_DATA_HOME": folder("data-\(round)")]
                    )
                )
                return StorageFactory(
                    application: "com.example.test",
                    account: "someone@example.com",
                    location: location,
                    time: UptimeTimeSource()
                )
                .file()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for store in stores {
                    group.addTask { try await store.write(value("x", 1), replacing: nil) }
                }
                try await group.waitForAll()
            }
            for store in stores { #expect(await store.read().summary == "x@1") }
        }
    }

    @Test func `A key file that is gone is never made again while there is a record`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        let key = try #require(folder.bytes(keyName))
        try remove(keyName)
        #expect(try await store().read().summary == "unavailable:wrong-key")
        #expect(await code { try await store().write(value("y", 2), replacing: 1) } == .wrongKey)
        #expect(await code { try await store().write(value("y", 2), replacing: nil) } == .wrongKey)
        #expect(folder.bytes(keyName) == nil)
        folder.write(key, keyName)
        #expect(try await store().read().summary == "x@1")
    }

    @Test func `Another key is told from damage, and the record stays`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        let key = try #require(folder.bytes(keyName))
        folder.write([UInt8](repeating: 1, count: 32), keyName)
        #expect(try await store().read().summary == "unavailable:wrong-key")
        #expect(await code { try await store().write(value("y", 2), replacing: 1) } == .wrongKey)
        folder.write(Array(key.dropLast()), keyName)
        #expect(try await store().read().summary == "unavailable:wrong-key")
        folder.write(key, keyName, mode: 0o644)
        #expect(try await store().read().summary == "unavailable:unsafe-permissions")
        folder.write(key, keyName)
        #expect(try await store().read().summary == "x@1")
    }

    @Test(arguments: [0, 31, 33, 5000])
    func `What is no key is put aside and made anew where no record needs it`(count: Int) async throws {
        try await store().write(value("x", 1), replacing: nil)
        try await store().delete()
        for number in 1...2 {
            let rubbish = [UInt8](repeating: UInt8(number), count: count)
            folder.write(rubbish, keyName)
            try await store().write(value("y", 1), replacing: nil)
            #expect(try await store().read().summary == "y@1")
            #expect(folder.bytes(keyName)?.count == 32)
            #expect(folder.bytes("\(keyName).unusable-\(number)") == rubbish)
            try await store().delete()
        }
    }

    @Test func `What is no key stays where it is as long as a record needs the key`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        folder.write([UInt8](repeating: 1, count: 5000), keyName)
        let before = folder.files.keys.sorted()
        #expect(try await store().read().summary == "unavailable:wrong-key")
        #expect(await code { try await store().write(value("y", 2), replacing: 1) } == .wrongKey)
        #expect(await code { try await store().write(value("y", 1), replacing: nil) } == .wrongKey)
        #expect(folder.files.keys.sorted() == before)
        #expect(folder.bytes(keyName)?.count == 5000)
    }

    @Test func `A passphrase opens what it sealed, and nothing else does`() async throws {
        try await store(passphrase: "correct horse").write(value("x", 1), replacing: nil)
        #expect(folder.bytes(keyName) == nil)
        #expect(try await store(passphrase: "correct horse").read().summary == "x@1")
        #expect(try await store(passphrase: "wrong horse").read().summary == "unavailable:wrong-key")
        #expect(try await store().read().summary == "unavailable:wrong-key")
        let write = await code { try await store().write(value("y", 2), replacing: 1) }
        #expect(write == .wrongKey, "a record never moves to a weaker key")
        #expect(try await store(passphrase: "correct horse").describe().protection == .passphrase)
    }

    @Test func `A better source takes over with the next write`() async throws {
        credential("0123456789abcdef0123456789abcdef")
        try await store().write(value("x", 1), replacing: nil)
        #expect(try await store(hasCredentials: true).read().summary == "x@1")
        try await store(hasCredentials: true).write(value("y", 2), replacing: 1)
        #expect(try await store().read().summary == "unavailable:wrong-key")
        #expect(try await store(hasCredentials: true).describe().protection == .systemCredential)
        try await store(passphrase: "p", hasCredentials: true).write(value("z", 3), replacing: 2)
        #expect(try await store(hasCredentials: true).read().summary == "unavailable:wrong-key")
        #expect(try await store(passphrase: "p").read().summary == "z@3")
    }

    @Test func `A credential that is too short to be a key is refused`() async throws {
        credential("short")
        let write = await code {
            try await store(hasCredentials: true).write(value("x", 1), replacing: nil)
        }
        #expect(write == .wrongKey)
    }

    @Test func `Two writes of the same content look different`() async throws {
        let data = RecordName(application: "com.example.test", account: "someone@example.com").dataFile
        try await store().write(value("x", 1), replacing: nil)
        let first = try #require(folder.bytes("state/com.example.test/\(data)"))
        try await store().delete()
        try await store().write(value("x", 1), replacing: nil)
        let second = try #require(folder.bytes("state/com.example.test/\(data)"))
        #expect(first.suffix(17) != second.suffix(17))
    }

    private func remove(_ name: String) throws {
        let directory = folder("data/com.example.test")
        let file = DurableFile(
            directory: directory,
            name: String(name.split(separator: "/").last ?? ""),
            maximumBytes: 100,
            calls: .system
        )
        try file.remove()
    }
}

import CarryoverCore
import CarryoverStorage
import Glibc
import Testing

struct KeyPlacesTests {
    static let application = "com.example.test"
    let folder: TemporaryFolder
    let key = RecordName(application: application, account: "someone@example.com").keyFile

    init() throws {
        folder = try TemporaryFolder()
        folder.makeFolder("data")
    }

    /// The key file in the usual folder of keys.
    var usual: String { "data/\(Self.application)/\(key)" }
    /// The key file one level below it.
    var below: String { "data/\(Self.application)/keys/\(key)" }

    func location(directory: String?) throws -> StorageLocation {
        try #require(
            StorageLocation(
                application: Self.application,
                directory: directory,
                environment: [
                    "HOME": folder.path, "XDG_STATE_HOME": folder("state"), "XDG_DATA_HOME": folder("data"),
                ]
            )
        )
    }

    func store(directory: String? = nil) throws -> EncryptedFileStore {
        StorageFactory(
            application: Self.application,
            account: "someone@example.com",
            location: try location(directory: directory),
            time: LeapingTimeSource()
        )
        .file()
    }

    func move(_ name: String, to other: String) { #expect(rename(folder(name), folder(other)) == 0) }

    @Test(arguments: ["data/com.example.test", "data//./com.example.test/", "link/com.example.test"])
    func `A new key is not in the folder of the record, whatever leads there`(directory: String) async throws
    {
        symlink(folder("data"), folder("link"))
        let store = try store(directory: folder(directory))
        try await store.write(value("x", 1), replacing: nil)
        #expect(folder.bytes(below)?.count == 32)
        #expect(folder.bytes(usual) == nil)
        #expect(await store.read().summary == "x@1")
        #expect(await store.describe().detail?.contains(folder(below)) == true)
    }

    @Test
    func `An app's folder that everybody may look into keeps the key one level below, and stays as it is`()
        async throws
    {
        folder.makeFolder("data/\(Self.application)", mode: 0o755)
        try await store().write(value("x", 1), replacing: nil)
        try await store().write(value("y", 2), replacing: 1)
        #expect(folder.bytes(below)?.count == 32)
        #expect(folder.permissions("data/\(Self.application)") == "755")
        #expect(folder.permissions("data/\(Self.application)/keys") == "700")
        #expect(try await store().read().summary == "y@2")
        // One that others may write to could have its folders exchanged.
        chmod(folder("data/\(Self.application)"), 0o775)
        try await store().delete()
        #expect(await code { try await store().write(value("z", 1), replacing: nil) } == .unsafePermissions)
    }

    @Test func `A link to a folder that is made only with the record is known for what it is`() async throws {
        rmdir(folder("data"))
        symlink("state", folder("data"))
        try await store().write(value("x", 1), replacing: nil)
        #expect(folder.bytes("state/\(Self.application)/keys/\(key)")?.count == 32)
        #expect(try await store().read().summary == "x@1")
        try await store().write(value("y", 2), replacing: 1)
        #expect(try await store().read().summary == "y@2")
    }

    @Test func `A key that an earlier version put beside the record opens it, and goes on to`() async throws {
        symlink("data", folder("state"))
        try await store().write(value("x", 1), replacing: nil)
        move(below, to: usual)
        #expect(try await store().read().summary == "x@1")
        try await store().write(value("y", 2), replacing: 1)
        #expect(try await store().read().summary == "y@2")
        #expect(folder.bytes(below) == nil)
        #expect(try await store().describe().detail?.contains(folder(usual)) == true)
    }

    @Test func `A link that goes takes no key with it, and one that comes hides none`() async throws {
        symlink("data", folder("state"))
        try await store().write(value("x", 1), replacing: nil)
        #expect(folder.bytes(below) != nil)
        unlink(folder("state"))
        move("data", to: "state")
        folder.makeFolder("data")
        folder.makeFolder("data/\(Self.application)")
        move("state/\(Self.application)/keys", to: "data/\(Self.application)/keys")
        #expect(try await store().read().summary == "x@1")
        try await store().delete()

        try await store().write(value("y", 1), replacing: nil)
        #expect(folder.bytes(usual) != nil)
        let record = RecordName(application: Self.application, account: "someone@example.com").dataFile
        move("state/\(Self.application)/\(record)", to: "data/\(Self.application)/\(record)")
        move("state", to: "before")
        symlink("data", folder("state"))
        #expect(try await store().read().summary == "y@1")
    }

    @Test func `Of two keys the one that the record was sealed with is taken`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        let right = try #require(folder.bytes(usual))
        folder.makeFolder("data/\(Self.application)/keys")
        for wrong in [32, 31, 5000] {
            folder.write([UInt8](repeating: 1, count: wrong), usual)
            folder.write(right, below)
            #expect(try await store().read().summary == "x@1")
            folder.write([UInt8](repeating: 1, count: wrong), below)
            #expect(try await store().read().summary == "unavailable:wrong-key")
            folder.write(right, usual)
            #expect(try await store().read().summary == "x@1")
        }
        // What could not be read may be the key, and is no wrong one.
        folder.write(right, below, mode: 0o644)
        folder.write([UInt8](repeating: 1, count: 32), usual)
        #expect(try await store().read().summary == "unavailable:unsafe-permissions")
    }

    @Test func `What was put aside is named to who misses its key`() async throws {
        try await store().write(value("x", 1), replacing: nil)
        folder.write([UInt8](repeating: 1, count: 33), usual)
        try await store(directory: folder("other")).write(value("y", 1), replacing: nil)
        let error = try await store().read().error
        #expect(error?.code == .wrongKey)
        #expect(error?.detail.contains(folder("\(usual).unusable-1")) == true)
    }

    @Test func `Every folder that the key can be in is looked at, and no folder twice`() async throws {
        func paths() async throws -> [String] {
            let name = RecordName(application: Self.application, account: "someone@example.com")
            return await FolderInspector(name: name, location: try location(directory: nil)).folders().map(
                \.path
            )
        }
        let (record, keys) = (folder("state/\(Self.application)"), folder("data/\(Self.application)"))
        #expect(try await paths() == [record, keys])
        folder.makeFolder("data/\(Self.application)")
        folder.makeFolder("data/\(Self.application)/keys")
        #expect(try await paths() == [record, keys, "\(keys)/keys"])
        symlink("data", folder("state"))
        #expect(try await paths() == [record, "\(keys)/keys"])
    }
}

import CarryoverStorage
import Testing

struct StorageLocationTests {
    func location(
        _ environment: [String: String],
        directory: String? = nil,
        home: String? = nil,
        application: String = "com.example.notes"
    ) -> StorageLocation? {
        StorageLocation(
            application: application,
            directory: directory,
            environment: environment,
            home: { home }
        )
    }

    @Test(arguments: [
        (
            ["HOME": "/home/u"], "/home/u/.local/state/com.example.notes",
            "/home/u/.local/share/com.example.notes"
        ),
        (
            ["HOME": "/h", "XDG_STATE_HOME": "/s"], "/s/com.example.notes",
            "/h/.local/share/com.example.notes"
        ),
        (["HOME": "/h", "XDG_DATA_HOME": "/d"], "/h/.local/state/com.example.notes", "/d/com.example.notes"),
        (
            ["HOME": "/h", "XDG_STATE_HOME": "relative", "XDG_DATA_HOME": ""],
            "/h/.local/state/com.example.notes", "/h/.local/share/com.example.notes"
        ),
        ([:], "/db/.local/state/com.example.notes", "/db/.local/share/com.example.notes"),
        (["HOME": "relative"], "/db/.local/state/com.example.notes", "/db/.local/share/com.example.notes"),
    ])
    func `Folders follow the specification`(environment: [String: String], directory: String, keys: String) {
        let location = location(environment, home: "/db")
        #expect(location?.directory == directory)
        #expect(location?.keyDirectory == keys)
    }

    @Test func `Without any home there is no place, and none is made up`() {
        #expect(location([:]) == nil)
        #expect(location(["TMPDIR": "/tmp", "HOME": ""]) == nil)
    }

    @Test func `A folder of the app's own choice is that of the record, not of its key`() {
        let location = location(["HOME": "/h"], directory: "/custom/place")
        #expect(location?.directory == "/custom/place")
        #expect(location?.keyDirectory == "/h/.local/share/com.example.notes")
        #expect(
            self.location(["HOME": "/h"], directory: "relative")?.directory
                == "/h/.local/state/com.example.notes"
        )
    }

    @Test(arguments: [
        "", ".", "..", ".hidden", "a/b", "../x", "a\0b", "ü", String(repeating: "x", count: 101),
    ])
    func `A name that is no plain file name becomes a digest`(application: String) {
        let location = location(["HOME": "/h"], application: application)
        let name = location?.directory.split(separator: "/").last ?? ""
        #expect(name.hasPrefix("app-") && name.count == 36)
        #expect(location?.directory == "/h/.local/state/\(name)")
    }

    @Test func `Credentials are looked for where the service manager says`() {
        #expect(location(["HOME": "/h"])?.credential == nil)
        #expect(
            location(["HOME": "/h", "CREDENTIALS_DIRECTORY": "/run/c"])?.credential == "/run/c/carryover-key"
        )
        #expect(location(["HOME": "/h", "CREDENTIALS_DIRECTORY": "c"])?.credential == nil)
    }

    @Test func `The user database knows a home`() {
        #expect(StorageLocation.homeOfUser()?.hasPrefix("/") == true)
    }

    @Test func `Names of different pairs differ, and stay what they are`() {
        let names = [("a", "bc"), ("ab", "c"), ("abc", ""), ("", "abc"), ("a|1", "b"), ("a", "1|b")]
        let digests = Set(names.map { RecordName(application: $0.0, account: $0.1).digest })
        #expect(digests.count == names.count)
        let golden = RecordName(application: "com.example.test", account: "someone@example.com")
        #expect(golden.digest == "88d24fc91ce79cd69f7987de2c5c527c")
    }
}

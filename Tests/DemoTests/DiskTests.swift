import Carryover
import Testing

@testable import carryover_demo

/// What is said of the files, which is never what is in them.
@Suite struct DiskTests {
    static func item(_ path: String, _ version: String = "1", text: String = "{}") throws -> DiskItem {
        try #require(DiskItem(path: path, version: version) { Secret(text) })
    }

    @Test(arguments: ["state/notes/x.lock", "state/notes/x.gen", "state/notes/x.commit", "run/bus"])
    func `Locks and counters are of no interest`(path: String) {
        #expect(DiskItem(path: path, version: "1") { nil } == nil)
    }

    @Test func `An old login is known by the fingerprints of its tokens`() throws {
        let item = try Self.item(
            "config/notes/auth.json",
            text: #"{"access_token":"secret-access","refresh_token":"secret-refresh"}"#
        )
        let expected = [Secret("secret-access"), Secret("secret-refresh")].map {
            Fingerprint(of: $0).description
        }
        #expect(item.content == .oldLogin(expected))
        #expect(!item.description.text.contains("secret"))
        #expect(item.description.text.contains(expected[0]))
    }

    @Test func `Long names are shortened to what tells them apart`() throws {
        let path = "state/notes/4dff6882f092bc1f471a6747a3bb032d.session"
        #expect(try Self.item(path).shortPath == "state/notes/4dff….session")
        #expect(try Self.item("config/notes/auth.json").shortPath == "config/notes/auth.json")
    }

    @Test func `What came, changed and went is told`() throws {
        let (login, changed) = (
            try Self.item("config/notes/auth.json"), try Self.item("config/notes/auth.json", "2")
        )
        let record = try Self.item("state/notes/x.session")
        #expect(DiskChange.between([], [login]) == [.appeared(login)])
        #expect(DiskChange.between([login], [changed, record]) == [.changed(changed), .appeared(record)])
        #expect(DiskChange.between([login, record], [record]) == [.vanished(login)])
        #expect(DiskChange.between([login], [login]).isEmpty)
    }

    @Test(arguments: [1, 2, 3, 4, 7, 12])
    func `The panel keeps to its rows, and the progress stays`(rows: Int) throws {
        var panel = StoryPanel()
        panel.disk = try (0..<5).map { try Self.item("config/notes/\($0).json") }
        (panel.done, panel.total, panel.caption) = (1, 4, "The new version starts")
        let lines = panel.lines(columns: 60, rows: rows)
        #expect(lines.count <= rows)
        #expect(lines.allSatisfy { $0.width < 60 })
        #expect(lines.last?.text.contains("25 %") == true)
        #expect(lines.last?.text.contains("The new version starts") == true)
    }

    @Test func `Without files it says so`() {
        #expect(StoryPanel().lines(columns: 60, rows: 5).map(\.text).contains("  nothing"))
    }
}

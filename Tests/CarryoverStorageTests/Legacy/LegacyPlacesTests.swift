import CarryoverCore
import CarryoverStorage
import Glibc
import Testing

/// Where packaged apps keep their files.
struct LegacyPlacesTests {
    static let login = #"{"access_token":"A","refresh_token":"R"}"#

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func make(_ path: String) {
        var folders = path.split(separator: "/").dropLast()
        var made = ""
        while let next = folders.popFirst() {
            made += made.isEmpty ? "\(next)" : "/\(next)"
            folder.makeFolder(made)
        }
        folder.write(Self.login, path)
    }

    func found(_ pattern: String) async -> [String] {
        let source = JSONFileSource(
            path: folder(pattern),
            pointers: LegacyTokenPointers(),
            files: PosixLegacyFiles()
        )
        return await source.find().entries.map { String($0.place.dropFirst(folder.path.count + 1)) }
    }

    @Test(arguments: [
        (
            ".var/app/com.example.Notes/config/notes/auth.json",
            ".var/app/com.example.Notes/config/notes/auth.json"
        ),
        (".var/app/com.example.Notes/data/notes/auth.json", ".var/app/com.example.Notes/*/notes/auth.json"),
        (".var/app/com.example.Notes/cache/auth.json", ".var/app/com.example.*/cache/auth.json"),
        ("snap/notes/common/auth.json", "snap/notes/common/auth.json"),
        ("snap/notes/common/.config/notes/auth.json", "snap/notes/*/.config/notes/auth.json"),
    ])
    func `A Flatpak's and a Snap's folders are found`(path: String, pattern: String) async {
        make(path)
        make("elsewhere/auth.json")
        #expect(await found(pattern) == [path])
    }

    @Test func `A Snap's current revision is behind a link, and erasing it leaves the other revisions`()
        async throws
    {
        make("snap/notes/41/auth.json")
        make("snap/notes/42/auth.json")
        symlink("42", folder("snap/notes/current"))
        #expect(await found("snap/notes/current/auth.json") == ["snap/notes/current/auth.json"])
        let source = JSONFileSource(
            path: folder("snap/notes/current/auth.json"),
            pointers: LegacyTokenPointers(),
            files: PosixLegacyFiles()
        )
        try await source.erase(try #require(await source.find().entries.first))
        #expect(folder.text("snap/notes/42/auth.json") == nil)
        #expect(folder.text("snap/notes/41/auth.json") == Self.login)
        // Snap copies a folder when it updates: the older copies hold the same login, and a pattern finds
        // them all.
        #expect(await found("snap/notes/[0-9]*/auth.json") == ["snap/notes/41/auth.json"])
    }
}

import CarryoverCore
import Testing

/// The shell around the formats.
struct JSONFileSourceTests {
    static let login = #"{"access_token":"A","refresh_token":"R"}"#

    func source(_ files: FilesInMemory, _ path: String = "/a.json") -> JSONFileSource {
        JSONFileSource(path: path, pointers: LegacyTokenPointers(), files: files)
    }

    func reason(_ call: () async throws -> Void) async -> LegacySourceError.Reason? {
        do {
            try await call()
            return nil
        } catch {
            return (error as? LegacySourceError)?.reason
        }
    }

    @Test("a malformed file and an unreadable one do not hide the good one beside them")
    func fallsThrough() async {
        let files = FilesInMemory(["/d/1": "{", "/d/2": Self.login, "/d/3": "{}"])
        let finding = await source(files, "/d/*").find()
        #expect(finding.entries.map(\.place) == ["/d/2"])
        #expect(finding.malformed.map(\.place) == ["/d/1"])
    }

    @Test("a file that another program writes meanwhile is looked at anew, three times at most")
    func looksAnew() async throws {
        let files = FilesInMemory(["/a.json": Self.login])
        let source = source(files)
        let entry = try #require(await source.find().entries.first)
        let rotated = LegacyCredential(accessToken: Secret("A2"), refreshToken: Secret("R2"))
        files.interrupt(times: 2)
        try await source.writeBack(rotated, replacing: entry)
        #expect(files["/a.json"] == #"{"access_token":"A2","refresh_token":"R2"}"#)
        let second = try #require(await source.find().entries.first)
        files.interrupt(times: 3)
        #expect(await reason { try await source.erase(second) } == .writeFailed)
        #expect(files["/a.json"] != nil)
        try await source.erase(second)
        #expect(files["/a.json"] == nil)
    }

    @Test("a file that cannot be read any more is not taken for one without the login")
    func failsAloud() async throws {
        let files = FilesInMemory(["/a.json": Self.login])
        let source = source(files)
        let entry = try #require(await source.find().entries.first)
        files.fail(.permission)
        #expect(await reason { try await source.erase(entry) } == .writeFailed)
        files.fail(nil)
        files["/a.json"] = "{"
        #expect(await reason { try await source.erase(entry) } == .malformed)
        #expect(await reason { try await source.writeBack(entry.credential, replacing: entry) } == .malformed)
        files["/a.json"] = nil
        try await source.erase(entry)
        #expect(
            await reason { try await source.writeBack(entry.credential, replacing: entry) } == .writeFailed
        )
    }
}

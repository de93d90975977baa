import CarryoverCore
import CarryoverStorage
import FoundationEssentials
import Testing

/// Files that we changed, read by the libraries that they are from.
struct GenuineLibrariesTests {
    static let python = KeyringState.environment["CARRYOVER_PYTHON"]
    static let go = KeyringState.environment["CARRYOVER_GO"]
    static let fixtures =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/") + "/Fixtures/Legacy"

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Copies a fixture to where it may be changed.
    func copy(_ name: String) throws -> String {
        try ChildProcess("cp", "\(Self.fixtures)/\(name).json", folder("\(name).json")).wait()
        return folder("\(name).json")
    }

    func source(_ path: String, _ format: any LegacyFormat) -> JSONFileSource {
        JSONFileSource(path: path, format: format, files: PosixLegacyFiles())
    }

    func read(_ library: String, _ path: String) throws -> JSONObject {
        let python = try #require(Self.python)
        let line = try ChildProcess(python, "-B", "\(Self.fixtures)/read.py", library, path).line()
        return try #require(try JSONValue(parsing: Array(line.utf8)).object, "\(line)")
    }

    static let rotated = LegacyCredential(
        accessToken: Secret("new-access"),
        refreshToken: Secret("new-refresh"),
        expiresAt: .init(timeIntervalSince1970: 1_756_349_999)
    )

    @Test(
        .enabled(
            if: python != nil,
            "CARRYOVER_PYTHON names no Python with authlib, requests-oauthlib and msal"
        ),
        arguments: ["authlib", "requests-oauthlib"]
    )
    func `A rotated login is read by the OAuth libraries of Python, and an erased one is gone`(
        library: String
    ) async throws {
        let path = try copy(library)
        let before = try read(library, path)
        #expect(before["refresh_token"] != nil && before["expires_at"] == 1_756_343_600)
        let source = source(path, LegacyRecordFormat.authlib)
        let entry = try #require(await source.find().entries.first)
        try await source.writeBack(Self.rotated, replacing: entry)
        let after = try read(library, path)
        #expect(after["access_token"] == "new-access")
        #expect(after["refresh_token"] == "new-refresh")
        #expect(after["expires_at"] == 1_756_349_999)
        try await source.erase(try #require(await source.find().entries.first))
        #expect(folder.files.isEmpty)
    }

    @Test(
        .enabled(
            if: python != nil,
            "CARRYOVER_PYTHON names no Python with authlib, requests-oauthlib and msal"
        )
    )
    func `MSAL reads a rotated login, and after erasing it the other account alone`() async throws {
        let path = try copy("msal")
        let source = source(path, MSALFormat())
        #expect(try read("msal", path)["accounts"] == ["ada@example.com", "grace@example.com"])
        let ada = try #require(await source.find().entries.first)
        try await source.writeBack(Self.rotated, replacing: ada)
        let written = try read("msal", path)
        #expect(written["accounts"] == ["ada@example.com", "grace@example.com"])
        #expect(written["refresh_tokens"] == ["msal-refresh-grace", "new-refresh", "new-refresh"])
        #expect(
            written["access_tokens"]
                == ["msal-access-ada-1", "msal-access-grace-3", "msal-access-nobody-4", "new-access"]
        )
        #expect(written["expiries"]?.array?.contains(1_756_349_999) == true)
        let again = await source.find().entries
        try await source.erase(
            try #require(again.first { $0.credential.refreshToken == Secret("new-refresh") })
        )
        let erased = try read("msal", path)
        #expect(erased["accounts"] == ["grace@example.com"])
        #expect(erased["refresh_tokens"] == ["msal-refresh-grace"])
        #expect(erased["access_tokens"] == ["msal-access-grace-3", "msal-access-nobody-4"])
    }

    @Test(.enabled(if: go != nil, "CARRYOVER_GO names no go, or golang.org/x/oauth2 is not there"))
    func `Go's oauth2 reads a rotated login`() async throws {
        let go = try #require(Self.go)
        for name in ["go-oauth2", "go-oauth2-without-expiry"] {
            let path = try copy(name)
            let source = source(path, LegacyRecordFormat.goOAuth2)
            let entry = try #require(await source.find().entries.first)
            try await source.writeBack(Self.rotated, replacing: entry)
            let line = try ChildProcess(
                "env",
                "GO111MODULE=off",
                "GOPATH=/usr/share/gocode",
                "GOCACHE=\(folder("cache"))",
                go,
                "run",
                "\(Self.fixtures)/go_oauth2.go",
                "read",
                path
            ).line()
            #expect(line == "new-access new-refresh 1756349999")
            try await source.erase(try #require(await source.find().entries.first))
            #expect(folder.text("\(name).json") == nil)
        }
    }
}

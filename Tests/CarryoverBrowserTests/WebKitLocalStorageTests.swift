#if WebKitLocalStorage
    import CSQLite
    import CarryoverCore
    import CarryoverStorage
    import CarryoverTesting
    import CarryoverWebKit
    import FoundationEssentials
    import Testing

    struct WebKitLocalStorageTests {
        let fixtures: Fixtures

        init() throws { fixtures = try Fixtures() }

        func storage(_ path: String) -> WebKitLocalStorage {
            WebKitLocalStorage(path: path, files: PosixLegacyFiles(), copies: fixtures.copies)
        }

        func items(_ path: String, _ origin: String) async throws -> [BrowserStorageItem]? {
            try await storage(path).items(of: try #require(WebOrigin(origin)), at: path)
        }

        static let gtk3 = ("tauri://localhost", "auth0-spa-js")
        static let gtk4 = ("https://app.example.com", "supabase")

        @Test(
            "what a WebKitGTK has written is read, from whichever folder is named",
            arguments: [
                (gtk3, ""), (gtk3, "/localstorage"), (gtk3, "/localstorage/tauri_localhost_0.localstorage"),
                (gtk4, ""), (gtk4, "/storage"),
            ]
        )
        func genuine(wrote: (origin: String, library: String), below: String) async throws {
            let folder = try fixtures.copy("webkit-local-storage")
            let before = try fixtures.state(of: folder)
            let source = BrowserStorageSource(
                storage: storage(folder + below),
                origin: try #require(WebOrigin(wrote.origin)),
                format: try #require(WebFormats.all[wrote.library])
            )
            let finding = await source.find()
            #expect(finding.malformed.isEmpty && finding.unreadable.isEmpty)
            #expect(try finding.entries.map(\.credential) == WebFormats.credentials(wrote.library))
            #expect(try fixtures.state(of: folder) == before)
            #expect(fixtures.leftOver == [])
        }

        @Test("a file of SQLite itself may be named, whatever its origin")
        func namedFile() async throws {
            let folder = try fixtures.copy("webkit-local-storage")
            let name = try #require(try fixtures.state(of: folder).keys.first { $0.hasSuffix(".sqlite3") })
            #expect(try await items("\(folder)/\(name)", "https://app.example.com")?.count == 1)
        }

        @Test("letters of every kind are kept")
        func letters() async throws {
            let items = try #require(
                try await items(try fixtures.copy("webkit-local-storage"), "tauri://localhost")
            )
            #expect(items.first { $0.key == "greeting" }?.value == Secret("добрый день"))
            #expect(items.first { $0.key == "ключ" }?.value == Secret("x"))
        }

        @Test("another origin has nothing there", arguments: ["https://tauri.localhost", "file://"])
        func otherOrigin(origin: String) async throws {
            let folder = try fixtures.copy("webkit-local-storage")
            #expect(try await items(folder, origin) == nil)
            #expect(try await items("\(folder)/localstorage/tauri_localhost_0.localstorage", origin) == nil)
            #expect(try await items(fixtures("none"), origin) == nil)
        }

        @Test("an app that runs is read, and not disturbed")
        func running() async throws {
            let app = try SQLiteWriter(fixtures("tauri_localhost_0.localstorage"))
            try app.store("sb-x-auth-token", #"{"access_token":"A1"}"#)
            let items = try #require(try await items(fixtures.path, "tauri://localhost"))
            #expect(items.map(\.value) == [Secret(#"{"access_token":"A1"}"#)])
            try app.store("sb-x-auth-token", #"{"access_token":"A2"}"#)
            let later = try #require(try await self.items(fixtures.path, "tauri://localhost"))
            #expect(later.map(\.value) == [Secret(#"{"access_token":"A2"}"#)])
        }

        @Test("what a schema wants to run is not run")
        func distrust() async throws {
            let app = try SQLiteWriter(fixtures("tauri_localhost_0.localstorage"))
            try app.run("DROP TABLE ItemTable")
            try app.run("CREATE VIEW ItemTable AS SELECT 'sb-x-auth-token' AS key, x'00' AS value")
            let error = await #expect(throws: LegacySourceError.self) {
                try await items(fixtures.path, "tauri://localhost")
            }
            #expect(error?.reason == .malformed)
        }

        @Test("damage is said, and never half a token")
        func damage() async throws {
            let folder = try fixtures.copy("webkit-local-storage")
            let good = try WebFormats.credentials("auth0-spa-js")
            let source = BrowserStorageSource(
                storage: storage(folder),
                origin: try #require(WebOrigin("tauri://localhost")),
                format: Auth0SPAFormat()
            )
            for name in ["tauri_localhost_0.localstorage", "tauri_localhost_0.localstorage-wal"] {
                let path = "\(folder)/localstorage/\(name)"
                let whole = try #require(FileManager.default.contents(atPath: path))
                for index in stride(from: 0, to: whole.count, by: max(1, whole.count / 40)) {
                    for cut in [true, false] {
                        var bytes = whole
                        if cut { bytes = bytes.prefix(index) } else { bytes[index] ^= 0x55 }
                        try bytes.write(to: URL(filePath: path))
                        let finding = await source.find()
                        #expect(finding.unreadable.isEmpty, "\(name) \(index) \(cut)")
                        let tokens = finding.entries.compactMap(\.credential.refreshToken)
                        #expect(tokens.allSatisfy { token in good.contains { $0.refreshToken == token } })
                    }
                }
                try whole.write(to: URL(filePath: path))
            }
        }

        @Test("WebKitGTK's storage keeps the contract of a source")
        func contract() async {
            let contract = LegacySourceContract { try WebKitPlace() }
            #expect(await contract.run().map(\.description) == [])
        }
    }

    /// An app that has run.
    private final class WebKitPlace: LegacySourceContract.Place {
        let fixtures: Fixtures
        let source: any LegacySource
        let isWritable = false
        let capacity = 1

        init() throws {
            fixtures = try Fixtures()
            let storage = WebKitLocalStorage(
                path: fixtures.path,
                files: PosixLegacyFiles(),
                copies: fixtures.copies
            )
            let origin = try #require(WebOrigin("file://"))
            source = BrowserStorageSource(
                storage: storage,
                origin: origin,
                format: LegacyRecordFormat.oidcClient
            )
        }

        func leave(_ logins: [LegacyCredential]) async throws {
            try? FileManager.default.removeItem(atPath: fixtures("file__0.localstorage"))
            let app = try SQLiteWriter(fixtures("file__0.localstorage"))
            try app.store("theme", "dark")
            for (index, login) in logins.enumerated() {
                let record: JSONValue = [
                    "access_token": .optional(login.accessToken?.exposed),
                    "refresh_token": .optional(login.refreshToken?.exposed),
                ]
                try app.store("oidc.user:https://old.example.com:c\(index)", record.text)
            }
        }

        func spoil() async throws -> Bool {
            try Data("access-of-ada, and no SQLite file at all".utf8)
                .write(to: URL(filePath: fixtures("file__0.localstorage")))
            return true
        }

        func block() async throws -> Bool { false }

        func remainder() async throws -> String? { nil }
    }
#endif

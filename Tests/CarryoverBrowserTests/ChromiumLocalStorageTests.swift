#if ChromiumLocalStorage
    import CarryoverChromium
    import CarryoverCore
    import CarryoverStorage
    import CarryoverTesting
    import FoundationEssentials
    import LevelDBWriter
    import Testing

    struct ChromiumLocalStorageTests {
        let fixtures: Fixtures

        init() throws { fixtures = try Fixtures() }

        func source(
            _ path: String,
            _ format: any LegacyFormat,
            _ origin: String = "file://"
        ) throws -> BrowserStorageSource {
            let storage = ChromiumLocalStorage(path: path, files: PosixLegacyFiles(), copies: fixtures.copies)
            return BrowserStorageSource(
                storage: storage,
                origin: try #require(WebOrigin(origin)),
                format: format
            )
        }

        func items(_ path: String, _ origin: String = "file://") async throws -> [BrowserStorageItem]? {
            let storage = ChromiumLocalStorage(path: path, files: PosixLegacyFiles(), copies: fixtures.copies)
            return try await storage.items(of: try #require(WebOrigin(origin)), at: path)
        }

        @Test(
            "what a Chromium has written is read",
            arguments: [
                ("auth0-spa-js", "http://127.0.0.1:18080"), ("oidc-client-ts", "http://127.0.0.1:18080"),
                ("okta-auth-js", "http://127.0.0.1:18080"), ("supabase", "file://"), ("firebase", "file://"),
            ]
        )
        func genuine(name: String, origin: String) async throws {
            let path = try fixtures.copy("chromium-local-storage")
            let before = try fixtures.state(of: path)
            let format = try #require(WebFormats.all[name])
            let finding = try await source(path, format, origin).find()
            #expect(finding.malformed.isEmpty && finding.unreadable.isEmpty)
            #expect(try finding.entries.map(\.credential) == WebFormats.credentials(name))
            // Not a byte, a name or a time is another one.
            #expect(try fixtures.state(of: path) == before)
            #expect(fixtures.leftOver == [])
        }

        @Test("letters beyond Latin-1 are kept in UTF-16, as names and as values")
        func encodings() async throws {
            let path = try fixtures.copy("chromium-local-storage")
            let items = try #require(try await items(path, "http://127.0.0.1:18080"))
            #expect(items.first { $0.key == "theme" }?.value == Secret("café"))
            #expect(items.first { $0.key == "greeting" }?.value == Secret("добрый день"))
            #expect(items.first { $0.key == "ключ" }?.value == Secret("x"))
        }

        @Test("another origin has nothing there", arguments: ["https://app.example.com", "http://127.0.0.1"])
        func otherOrigin(origin: String) async throws {
            #expect(try await items(try fixtures.copy("chromium-local-storage"), origin) == [])
        }

        @Test(
            "the folder of the app or the profile leads there too",
            arguments: ["", "/leveldb", "/Local Storage/leveldb", "/Default/Local Storage/leveldb"]
        )
        func folders(below: String) async throws {
            let app = fixtures("app")
            let parent = (app + below).split(separator: "/").dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: "/\(parent)", withIntermediateDirectories: true)
            _ = try fixtures.copy("chromium-local-storage", to: "app\(below)")
            #expect(try await items(app)?.isEmpty == false)
            let pattern = try source(fixtures("ap*"), LegacyRecordFormat.supabase)
            #expect(await pattern.find().entries.map(\.place) == ["\(app) (file://)"])
        }

        @Test("where nothing is, nothing is found")
        func absence() async throws {
            #expect(try await items(fixtures("none")) == nil)
            let finding = try await source(fixtures("none"), LegacyRecordFormat.supabase).find()
            #expect(finding.entries.isEmpty && finding.unreadable.isEmpty && finding.malformed.isEmpty)
        }

        @Test("an app that runs, and holds its storage locked, is not disturbed")
        func running() async throws {
            let app = try LevelDBWriter(fixtures("app"))
            try app.store("sb-x-auth-token", #"{"access_token":"A1"}"#, for: "file://")
            let source = try source(fixtures("app"), LegacyRecordFormat.supabase)
            #expect(await source.find().entries.first?.credential.accessToken == Secret("A1"))
            try app.store("sb-x-auth-token", #"{"access_token":"A2"}"#, for: "file://")
            #expect(await source.find().entries.map(\.credential.accessToken) == [Secret("A2")])
            try app.remove("sb-x-auth-token", for: "file://")
            #expect(await source.find().entries.isEmpty)
        }

        @Test("compressed tables are read, and a storage of some megabytes")
        func compressed() async throws {
            let app = try LevelDBWriter(fixtures("app"))
            let token = String(repeating: "t", count: 5000)
            for number in 0..<400 {
                try app.store(
                    "note-\(number)",
                    String(repeating: "lorem ipsum ", count: 1000),
                    for: "file://"
                )
            }
            try app.store("sb-x-auth-token", #"{"access_token":"\#(token)"}"#, for: "file://")
            app.compact()
            #expect(try fixtures.state(of: fixtures("app")).keys.contains { $0.hasSuffix(".ldb") })
            let source = try source(fixtures("app"), LegacyRecordFormat.supabase)
            #expect(await source.find().entries.map(\.credential.accessToken) == [Secret(token)])
        }

        @Test(
            "damage is said, and never half a token",
            arguments: ["CURRENT", "MANIFEST-000001", "000003.log"]
        )
        func damage(name: String) async throws {
            let path = try fixtures.copy("chromium-local-storage")
            let whole = try #require(FileManager.default.contents(atPath: "\(path)/\(name)"))
            let good = try WebFormats.credentials("supabase")
            for index in stride(from: 0, to: whole.count, by: max(1, whole.count / 40)) {
                for cut in [true, false] {
                    var bytes = whole
                    if cut { bytes = bytes.prefix(index) } else { bytes[index] ^= 0x55 }
                    try bytes.write(to: URL(filePath: "\(path)/\(name)"))
                    let finding = try await source(path, LegacyRecordFormat.supabase).find()
                    #expect(finding.unreadable.isEmpty, "\(name) \(index) \(cut)")
                    #expect(finding.entries.map(\.credential).allSatisfy { good.contains($0) })
                }
            }
            #expect(fixtures.leftOver == [])
        }

        @Test("a table that is damaged is malformed, and not empty")
        func damagedTable() async throws {
            do {
                let app = try LevelDBWriter(fixtures("app"))
                try app.store("sb-x-auth-token", #"{"access_token":"A"}"#, for: "file://")
                app.compact()
            }
            let table = try #require(
                try fixtures.state(of: fixtures("app")).keys.first { $0.hasSuffix(".ldb") }
            )
            var bytes = try #require(FileManager.default.contents(atPath: "\(fixtures("app"))/\(table)"))
            bytes[10] ^= 0x55
            try bytes.write(to: URL(filePath: "\(fixtures("app"))/\(table)"))
            let finding = try await source(fixtures("app"), LegacyRecordFormat.supabase).find()
            #expect(finding.entries.isEmpty)
            #expect(finding.malformed.map(\.reason) == [.malformed])
            #expect(finding.malformed.first?.description.contains("carryover-copy") == false)
        }

        @Test("Chromium's storage keeps the contract of a source")
        func contract() async {
            let contract = LegacySourceContract { try ChromiumPlace() }
            #expect(await contract.run().map(\.description) == [])
        }
    }

    /// An app that runs and has its storage open.
    private final class ChromiumPlace: LegacySourceContract.Place {
        let fixtures: Fixtures
        let source: any LegacySource
        let isWritable = false
        let capacity = 1

        init() throws {
            fixtures = try Fixtures()
            let storage = ChromiumLocalStorage(
                path: fixtures("app"),
                files: PosixLegacyFiles(),
                copies: fixtures.copies
            )
            let origin = try #require(WebOrigin("app://notes"))
            source = BrowserStorageSource(
                storage: storage,
                origin: origin,
                format: LegacyRecordFormat.oidcClient
            )
        }

        func leave(_ logins: [LegacyCredential]) async throws {
            try? FileManager.default.removeItem(atPath: fixtures("app"))
            let app = try LevelDBWriter(fixtures("app"))
            try app.store("theme", "dark", for: "app://notes")
            for (index, login) in logins.enumerated() {
                let record: JSONValue = [
                    "access_token": .optional(login.accessToken?.exposed),
                    "refresh_token": .optional(login.refreshToken?.exposed),
                ]
                try app.store("oidc.user:https://old.example.com:c\(index)", record.text, for: "app://notes")
            }
        }

        func spoil() async throws -> Bool {
            try? FileManager.default.removeItem(atPath: fixtures("app"))
            let app = try LevelDBWriter(fixtures("app"))
            try app.put(
                "_app://notes\0\u{1}oidc.user:https://old.example.com:c0",
                Array("access-of-ada".utf8)
            )
            return true
        }

        func block() async throws -> Bool {
            // A folder that cannot be listed is no hindrance to root; one that is no LevelDB any more is none to anybody.
            false
        }

        func remainder() async throws -> String? { nil }
    }
#endif

import CarryoverCore
import CarryoverTesting
import Testing

struct BrowserStorageSourceTests {
    let storage = BrowserStorageInMemory()

    private func source(_ format: any LegacyFormat, _ origin: String = "file://") throws
        -> BrowserStorageSource
    {
        BrowserStorageSource(storage: storage, origin: try #require(WebOrigin(origin)), format: format)
    }

    @Test("a browser engine's storage keeps the contract, and cannot be written")
    func contract() async {
        let contract = LegacySourceContract { try StoragePlace() }
        #expect(await contract.run().map(\.description) == [])
    }

    @Test(
        "what a web library has left is read as from a file",
        arguments: ["auth0-spa-js", "oidc-client-ts", "okta-auth-js", "supabase", "firebase"]
    )
    func formats(name: String) async throws {
        let fixture = try #require(LegacyFixture.named(name))
        let members = try JSONValue(parsing: fixture.bytes).object?.members ?? []
        storage.put([("theme", "dark")] + members.map { ($0.name, $0.value.string) })
        let entries = try await source(fixture.format).find().entries
        #expect(try entries.map(\.credential) == fixture.document().logins.map(\.credential))
        #expect(entries.map(\.place) == ["/app/1 (file://)"])
    }

    @Test("values that are no JSON are reached with pointers too")
    func pointers() async throws {
        let user = "CognitoIdentityServiceProvider.client-1.ada"
        storage.put([
            ("\(user).accessToken", "A"), ("\(user).refreshToken", "R"), ("\(user).clockDrift", "0"),
        ])
        var pointers = LegacyTokenPointers()
        pointers.accessToken = JSONPointer(tokens: ["\(user).accessToken"])
        pointers.refreshToken = JSONPointer(tokens: ["\(user).refreshToken"])
        let credential = try #require(try await source(pointers).find().entries.first).credential
        #expect(credential == LegacyCredential(accessToken: Secret("A"), refreshToken: Secret("R")))
    }

    @Test("another origin's entries are not seen, and every place is searched")
    func origins() async throws {
        let token = #"{"access_token":"A"}"#
        storage.put([("sb-x-auth-token", token)], for: "https://evil.example")
        storage.put([("sb-x-auth-token", token)], at: "/app/2", for: "https://app.example.com")
        #expect(try await source(LegacyRecordFormat.supabase).find().entries.isEmpty)
        let entries = try await source(LegacyRecordFormat.supabase, "https://app.example.com").find().entries
        #expect(entries.map(\.place) == ["/app/2 (https://app.example.com)"])
    }

    @Test("a value that cannot be decoded is said, and does not hide the others")
    func undecodable() async throws {
        storage.put([("x", nil), ("sb-x-auth-token", #"{"access_token":"A"}"#)])
        let finding = try await source(LegacyRecordFormat.supabase).find()
        #expect(finding.entries.count == 1)
        #expect(finding.malformed.map(\.place) == ["/app/1 (file://)"])
    }

    @Test("damage is malformed, and everything else unreadable", arguments: [true, false])
    func failures(isDamaged: Bool) async throws {
        storage.fail(isDamaged ? .malformed : .unreadable)
        let finding = try await source(LegacyRecordFormat.supabase).find()
        #expect(finding.entries.isEmpty)
        #expect(finding.malformed.count == (isDamaged ? 2 : 0))
        #expect(finding.unreadable.count == (isDamaged ? 0 : 2))
    }
}

private struct StoragePlace: LegacySourceContract.Place {
    let storage = BrowserStorageInMemory()
    let isWritable = false
    let capacity = 1
    let source: any LegacySource

    init() throws {
        let origin = try #require(WebOrigin("file://"))
        source = BrowserStorageSource(storage: storage, origin: origin, format: LegacyRecordFormat.oidcClient)
    }

    func leave(_ logins: [LegacyCredential]) async throws {
        storage.put(
            [("theme", "dark")]
                + logins.enumerated().map { index, login in
                    let record: JSONValue = [
                        "access_token": .optional(login.accessToken?.exposed),
                        "refresh_token": .optional(login.refreshToken?.exposed),
                    ]
                    return ("oidc.user:https://old.example.com:client-\(index)", record.text)
                }
        )
    }

    func spoil() async throws -> Bool {
        storage.put([("oidc.user:https://old.example.com:client-0", nil)])
        return true
    }

    func block() async throws -> Bool {
        storage.fail(.unreadable)
        return true
    }

    func remainder() async throws -> String? { nil }
}

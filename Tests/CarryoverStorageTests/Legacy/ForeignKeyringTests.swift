import CarryoverCore
import CarryoverStorage
import CarryoverTesting
import Glibc
import Testing

/// Against a real provider, under `Tests/SecretService/with-secret-service.sh`, with items that other
/// libraries made.
@Suite(.serialized, .enabled(if: KeyringState.current != nil, "no Secret Service was set up"))
struct ForeignKeyringTests {
    static let python = KeyringState.environment["CARRYOVER_PYTHON"]
    static let script =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/Fixtures/Legacy/keyring_items.py"
    static let needsPython: Comment = "CARRYOVER_PYTHON names no Python with keyring and secretstorage"

    var keyring: LibsecretForeignKeyring {
        LibsecretForeignKeyring(
            isAddressGiven: KeyringState.environment["DBUS_SESSION_BUS_ADDRESS"]?.isEmpty == false
        )
    }

    func source(_ access: [String: String]?, _ refresh: [String: String]? = nil) -> SecretServiceSource {
        SecretServiceSource(
            accessToken: access.map { KeyringQuery(attributes: $0) },
            refreshToken: refresh.map { KeyringQuery(attributes: $0) },
            keyring: keyring
        )
    }

    func write(_ library: String, _ service: String, _ user: String, _ secret: String) throws {
        let python = try #require(Self.python)
        let status = try ChildProcess(python, "-B", Self.script, "write", library, service, user, secret)
            .wait()
        try #require(status == 0)
    }

    func ask(_ arguments: String...) throws -> JSONValue {
        let python = try #require(Self.python)
        let words = arguments.map { "'\($0)'" }.joined(separator: " ")
        let line = try ChildProcess("sh", "-c", "exec '\(python)' -B '\(Self.script)' \(words)").line()
        return try JSONValue(parsing: Array(line.utf8))
    }

    static let rotated = LegacyCredential(accessToken: Secret("A2"), refreshToken: Secret("R2"))

    @Test(
        .enabled(if: KeyringState.isGnome && python != nil, needsPython),
        arguments: [
            ("python-keyring", ["username": "ada"]), ("go-keyring", ["username": "ada"]),
            ("keytar", ["account": "ada"]), ("keyring-rs", ["username": "ada", "target": "default"]),
        ]
    )
    func `An item of another library is found, changed in its place and erased`(
        library: String,
        attributes: [String: String]
    ) async throws {
        let service = "carryover-\(library)"
        try write(library, service, "ada", "A1")
        try write(library, service, "grace", "G1")
        let before = try ask("list", service)
        let source = source(attributes.merging(["service": service]) { $1 })
        let entry = try #require(await source.find().entries.first)
        #expect(entry.credential.accessToken == Secret("A1"))
        try await source.writeBack(Self.rotated, replacing: entry)
        #expect(try ask("list", service) == before, "attributes, labels or types changed")
        if library == "python-keyring" { #expect(try ask("read", service, "ada") == "A2") }
        let rotated = try #require(await source.find().entries.first)
        #expect(rotated.credential.accessToken == Secret("A2"))
        try await source.erase(entry)
        #expect(await source.find().entries.count == 1, "the old token is not there any more")
        try await source.erase(rotated)
        let finding = await source.find()
        #expect(finding.entries.isEmpty && finding.unreadable.isEmpty && finding.malformed.isEmpty)
        if library == "python-keyring" {
            #expect(try ask("read", service, "ada") == .null)
            #expect(try ask("read", service, "grace") == "G1")
        }
        #expect(try ask("list", service).array?.count == 1)
        try await erase(self.source(["service": service]))
    }

    @Test(.enabled(if: KeyringState.isGnome && python != nil, needsPython))
    func `Two tokens that python-keyring keeps apart make one login`() async throws {
        let service = "carryover-pair"
        try write("python-keyring", service, "access", "A1")
        try write("python-keyring", service, "refresh", "R1")
        let source = source(
            ["service": service, "username": "access"],
            ["service": service, "username": "refresh"]
        )
        let entry = try #require(await source.find().entries.first)
        #expect(entry.credential == LegacyCredential(accessToken: Secret("A1"), refreshToken: Secret("R1")))
        try await source.writeBack(Self.rotated, replacing: entry)
        #expect(try ask("read", service, "access") == "A2")
        #expect(try ask("read", service, "refresh") == "R2")
        try await erase(source)
        #expect(try ask("list", service) == [])
    }

    @Test(.enabled(if: KeyringState.isGnome && python != nil, needsPython))
    func `An MSAL cache in the keyring loses one account and keeps the other`() async throws {
        func entry(_ user: String) -> String {
            #""\#(user)":{"secret":"R-\#(user)","home_account_id":"\#(user)","environment":"e","client_id":"c"}"#
        }
        try write("msal", "carryover-msal", "c", #"{"RefreshToken":{\#(entry("ada")),\#(entry("grace"))}}"#)
        let source = SecretServiceSource(
            documents: KeyringQuery(attributes: ["MsalClientID": "c"]),
            format: MSALFormat(),
            keyring: keyring
        )
        let found = await source.find().entries
        try #require(found.map { $0.credential.refreshToken } == [Secret("R-ada"), Secret("R-grace")])
        try await source.erase(found[0])
        #expect(await source.find().entries.map { $0.credential.refreshToken } == [Secret("R-grace")])
        try await source.erase(found[1])
        #expect(try ask("list", "carryover-msal") == [])
    }

    @Test(.enabled(if: KeyringState.isGnome && python != nil, needsPython))
    func `A token in pieces is found whole`() async throws {
        let token = String(repeating: "x", count: 2048) + String(repeating: "y", count: 100)
        try write("go-keyring", "carryover pieces 0", "t", String(token.prefix(2048)))
        try write("go-keyring", "carryover pieces 1", "t", String(token.dropFirst(2048)))
        let source = source(["service": "carryover pieces {n}", "username": "t"])
        #expect(await source.find().entries.map { $0.credential.accessToken } == [Secret(token)])
        try await erase(source)
        #expect(try ask("list", "carryover pieces 1") == [])
    }

    @Test(.enabled(if: KeyringState.isGnome && python != nil, needsPython))
    func `A keyring that is locked meanwhile holds something that cannot be seen`() async throws {
        try write("python-keyring", "carryover-lock", "ada", "A1")
        try KeyringState.control("lock")
        let finding = await source(["service": "carryover-lock"]).find()
        #expect(finding.entries.isEmpty && finding.unreadable.map(\.reason) == [.locked])
        try KeyringState.control("unlock pw")
        try await erase(source(["service": "carryover-lock"]))
    }

    @Test(.enabled(if: KeyringState.isGnome)) func `A stopped provider is answered for by the deadline`()
        async throws
    {
        let provider = try #require(KeyringState.providerID)
        kill(provider, SIGSTOP)
        defer { kill(provider, SIGCONT) }
        let start = ContinuousClock.now
        let stopped = SecretServiceSource(
            accessToken: KeyringQuery(attributes: ["service": "carryover-stop"]),
            refreshToken: nil,
            keyring: LibsecretForeignKeyring(
                interaction: .never,
                isAddressGiven: true,
                deadline: .seconds(1)
            )
        )
        #expect(await stopped.find().unreadable.map(\.reason) == [.unreadable])
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test(.enabled(if: KeyringState.isLocked)) func `A locked keyring is never taken for an empty one`() async
    {
        let finding = await source(["service": "notes"]).find()
        #expect(finding.entries.isEmpty && finding.unreadable.map(\.reason) == [.locked])
    }

    @Test(.enabled(if: KeyringState.isAbsent)) func `Without a keyring, what it would hold is not known`()
        async
    {
        let finding = await source(["service": "notes"]).find()
        #expect(finding.entries.isEmpty && finding.unreadable.map(\.reason) == [.unreadable])
        #expect(finding.unreadable.map(\.hidesNothing) == [true], "but no later place waits for it")
    }

    @Test(.enabled(if: KeyringState.isOpen || KeyringState.current == .gnomeEmpty))
    func `A keyring without such an item holds nothing`() async {
        let finding = await source(["service": "carryover-nothing"]).find()
        #expect(finding.entries.isEmpty && finding.unreadable.isEmpty && finding.malformed.isEmpty)
    }

    /// Erases whatever a source finds.
    private func erase(_ source: SecretServiceSource) async throws {
        for entry in await source.find().entries { try await source.erase(entry) }
    }
}

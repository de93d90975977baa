import CarryoverCore
import CarryoverStorage
import CarryoverTesting
import Testing

struct SecretServiceSourceTests {
    static let notes = ["service": "notes"]

    func tokens(_ keyring: KeyringInMemory, _ access: [String: String]?, _ refresh: [String: String]? = nil)
        -> SecretServiceSource
    {
        SecretServiceSource(
            accessToken: access.map { KeyringQuery(attributes: $0) },
            refreshToken: refresh.map { KeyringQuery(attributes: $0) },
            keyring: keyring
        )
    }

    func reason(_ call: () async throws -> Void) async -> LegacySourceError.Reason? {
        do {
            try await call()
            return nil
        } catch {
            return (error as? LegacySourceError)?.reason
        }
    }

    @Test(arguments: KeyringPlace.Shape.allCases)
    func `It keeps the contract of sources`(shape: KeyringPlace.Shape) async {
        let contract = LegacySourceContract { KeyringPlace(shape: shape) }
        #expect(await contract.run().map(\.description) == [])
    }

    @Test(arguments: [
        (StoreError.Code.locked, LegacySourceError.Reason.locked), (.noBus, .unreadable),
        (.noProvider, .unreadable),
        (.timedOut, .unreadable), (.noLibrary, .unreadable), (.forked, .unreadable),
    ])
    func `A keyring that gives no answer is never taken for an empty one`(
        code: StoreError.Code,
        expected: LegacySourceError.Reason
    ) async throws {
        let keyring = KeyringInMemory()
        keyring.put(Self.notes, "token")
        let source = tokens(keyring, Self.notes)
        let entry = try #require(await source.find().entries.first)
        keyring.fail(code)
        let finding = await source.find()
        #expect(finding.entries.isEmpty && finding.unreadable.map(\.reason) == [expected])
        // Only where it is proven that there is no keyring can there be no newer login in it either.
        #expect(finding.unreadable.map(\.hidesNothing) == [[.noBus, .noProvider].contains(code)])
        let change: LegacySourceError.Reason = code == .locked ? .locked : .writeFailed
        #expect(await reason { try await source.erase(entry) } == change)
        #expect(await reason { try await source.writeBack(entry.credential, replacing: entry) } == change)
    }

    @Test func `Items of other attributes are not looked at, and those with more of them are`() async {
        let keyring = KeyringInMemory()
        keyring.put(
            ["service": "notes", "username": "ada", "application": "Python keyring library"],
            "ada-token\n"
        )
        keyring.put(["service": "notes", "username": "grace"], "grace-token")
        keyring.put(["service": "mail", "username": "ada"], "mail-token")
        let all = await tokens(keyring, Self.notes).find().entries.map { $0.credential.accessToken?.exposed }
        #expect(all == ["ada-token", "grace-token"])
        let one = await tokens(keyring, ["service": "notes", "username": "ada"]).find().entries
        #expect(one.map { $0.credential.accessToken?.exposed } == ["ada-token"])
    }

    @Test(arguments: ["{\"access_token\":\"x\"}", "[1]", "\"x\"", "two words", "tok\u{0}en", "café", "a\nb"])
    func `What is not a bare token is malformed, and no login`(content: String) async {
        let keyring = KeyringInMemory()
        keyring.put(Self.notes, content)
        let finding = await tokens(keyring, Self.notes).find()
        #expect(finding.entries.isEmpty && finding.malformed.map(\.reason) == [.malformed])
    }

    @Test func `An empty item holds nothing`() async {
        let keyring = KeyringInMemory()
        keyring.put(Self.notes, "")
        let finding = await tokens(keyring, Self.notes).find()
        #expect(finding.entries.isEmpty && finding.malformed.isEmpty)
    }

    @Test func `Two access tokens and one refresh token make no login`() async {
        let keyring = KeyringInMemory()
        keyring.put(["service": "notes", "account": "access"], "A1")
        keyring.put(["service": "notes", "account": "access", "n": "2"], "A2")
        keyring.put(["service": "notes", "account": "refresh"], "R")
        let source = tokens(keyring, ["account": "access"], ["account": "refresh"])
        let finding = await source.find()
        #expect(finding.entries.isEmpty && finding.malformed.count == 1)
    }

    @Test func `A crash between two items leaves a refresh token that is good`() async throws {
        let keyring = KeyringInMemory()
        keyring.put(["account": "access"], "A")
        keyring.put(["account": "refresh"], "R")
        let source = tokens(keyring, ["account": "access"], ["account": "refresh"])
        let entry = try #require(await source.find().entries.first)
        keyring.failChanges(from: 2)
        let rotated = LegacyCredential(accessToken: Secret("A2"), refreshToken: Secret("R2"))
        #expect(await reason { try await source.writeBack(rotated, replacing: entry) } == .writeFailed)
        #expect(keyring.texts(by: "account") == ["access": "A", "refresh": "R2"])
    }

    // MARK: Values in pieces

    static let pieces = ["service": "notes {n}"]

    func leave(_ pieces: [Int: String], in keyring: KeyringInMemory) {
        for (number, piece) in pieces { keyring.put(["service": "notes \(number)"], piece) }
    }

    @Test(
        arguments: [
            ([0: "abcd"], "abcd"), ([0: "abcd", 1: "ef"], "abcdef"),
            ([0: "abcd", 1: "efgh", 2: "i"], "abcdefghi"),
            ([:], nil), ([0: "abcd", 2: "ef"], nil), ([1: "abcd"], nil), ([0: "ab", 1: "cdef"], nil),
            ([0: "abcd", 1: "e", 2: "fghi"], nil),
        ] as [([Int: String], String?)]
    )
    func `Pieces make a token when none is missing`(pieces: [Int: String], expected: String?) async {
        let keyring = KeyringInMemory()
        leave(pieces, in: keyring)
        let finding = await tokens(keyring, Self.pieces).find()
        #expect(finding.entries.map { $0.credential.accessToken?.exposed } == (expected.map { [$0] } ?? []))
        #expect(finding.malformed.count == (expected == nil && !pieces.isEmpty ? 1 : 0))
    }

    @Test func `Two items for one piece make no token`() async {
        let keyring = KeyringInMemory()
        leave([0: "abcd", 1: "ef"], in: keyring)
        leave([1: "xy"], in: keyring)
        #expect(await tokens(keyring, Self.pieces).find().entries.isEmpty)
    }

    @Test func `A token in pieces is never half written, and erased from its first piece on`() async throws {
        let keyring = KeyringInMemory()
        leave([0: "abcd", 1: "efgh", 2: "i"], in: keyring)
        let source = tokens(keyring, Self.pieces)
        let entry = try #require(await source.find().entries.first)
        let rotated = LegacyCredential(accessToken: Secret("ABCDEF"))
        #expect(await reason { try await source.writeBack(rotated, replacing: entry) } == .readOnly)
        keyring.failChanges(from: 2)
        #expect(await reason { try await source.erase(entry) } == .writeFailed)
        #expect(await source.find().entries.isEmpty)
        #expect(keyring.texts(by: "service").count == 2)
    }

    @Test func `A document in pieces is erased when nothing else is in it`() async throws {
        let keyring = KeyringInMemory()
        leave([0: #"{"access_tok"#, 1: #"en":"abcde"}"#], in: keyring)
        let query = KeyringQuery(attributes: Self.pieces)
        let source = SecretServiceSource(documents: query, format: LegacyTokenPointers(), keyring: keyring)
        let entry = try #require(await source.find().entries.first)
        #expect(entry.credential.accessToken == Secret("abcde"))
        try await source.erase(entry)
        #expect(keyring.texts(by: "service").isEmpty)
    }
}

import CarryoverCore
import CarryoverStorage
import Testing

/// Against a provider that misbehaves on purpose, under `Tests/SecretService/with-secret-service.sh fault-MODE`.
@Suite(.serialized, .enabled(if: FaultyProvider.current != nil, "no faulty provider was set up"))
struct FaultyProviderTests {
    static let quick = KeyringInteraction.ifItAnswersItself(within: .milliseconds(500))
    static let policies: [KeyringInteraction] = [.never, quick]

    let folder: TemporaryFolder
    let provider: FaultyProvider

    init() throws {
        folder = try TemporaryFolder()
        provider = try #require(FaultyProvider.current)
    }

    func store(
        _ interaction: KeyringInteraction,
        account: String = "someone@example.com",
        deadline: Duration = .seconds(1)
    ) throws -> SecretServiceStore {
        try factory(folder, account: account, time: UptimeTimeSource())
            .keyring(interaction, environment: KeyringState.environment, deadline: deadline)
    }

    /// Makes every call, each of which must come to the same error well before its caller loses patience.
    func expectEveryCall(of store: SecretServiceStore, toThrow expected: StoreError.Code) async {
        let calls: [(name: String, call: () async throws -> Void)] = [
            ("read", { if let error = await store.read().error { throw error } }),
            ("write", { try await store.write(value("y", 9), replacing: nil) }),
            ("delete", { try await store.delete() }),
            ("set aside", { _ = try await store.setAside() }),
        ]
        for (name, call) in calls {
            let start = ContinuousClock.now
            #expect(await code(call) == expected, "\(name)")
            #expect(ContinuousClock.now - start < .seconds(3), "\(name)")
        }
        let start = ContinuousClock.now
        #expect(await store.describe().state != .ready)
        #expect(ContinuousClock.now - start < .seconds(3), "describe")
    }

    @Test(.enabled(if: FaultyProvider.isFaulty), arguments: policies)
    func `Every call is answered in time and for what it is`(policy: KeyringInteraction) async throws {
        let store = try store(policy)
        await expectEveryCall(of: store, toThrow: provider.expected(policy))
        try provider.mend()
        #expect(try await self.store(Self.quick).read().summary == "absent")
        try provider.spoil()
    }

    @Test(.enabled(if: FaultyProvider.isFaulty))
    func `A store that met the fault works again with the provider`() async throws {
        let store = try store(Self.quick)
        await expectEveryCall(of: store, toThrow: provider.expected(Self.quick))
        try provider.mend()
        try await store.write(value("x", 1), replacing: nil)
        #expect(await store.read().summary == "x@1")

        try provider.spoil()
        await expectEveryCall(of: store, toThrow: provider.expected(Self.quick))
        try provider.mend()
        // What died has forgotten all it held.
        #expect(await store.read().summary == (provider.isMortal ? "absent" : "x@1"))
        try await store.delete()
        #expect(await store.read().summary == "absent")
        try provider.spoil()
    }

    @Test(.enabled(if: FaultyProvider.isFaulty))
    func `Nobody waits for longer than five seconds who does not ask for it`() async throws {
        let store = try factory(folder, time: UptimeTimeSource())
            .keyring(.ifItAnswersItself(within: .seconds(2)), environment: KeyringState.environment)
        let start = ContinuousClock.now
        let error = await store.read().error
        #expect(error?.code == provider.expected(Self.quick))
        #expect(ContinuousClock.now - start < .seconds(5))
        try provider.mend()
        try provider.spoil()
    }

    @Test(.enabled(if: FaultyProvider.isFaulty))
    func `One call of the app waits once, however often it looks`() async throws {
        let factory = try factory(folder, time: UptimeTimeSource())
        let environment = KeyringState.environment
        let keyring = factory.keyring(.ifItAnswersItself(within: .seconds(2)), environment: environment)
        let look = factory.keyring(.never, environment: environment)
        let automatic = factory.automatic(keyring, factory.file()) { _ in }
        let legacy = SecretServiceSource(
            accessToken: KeyringQuery(attributes: ["service": "notes"]),
            refreshToken: nil,
            keyring: LibsecretForeignKeyring(isAddressGiven: true)
        )
        let start = ContinuousClock.now
        let (found, seen) = await Silences.remembered {
            _ = await automatic.read()
            _ = await automatic.describe()
            let seen = await look.inspect()
            _ = await automatic.read()
            return (await legacy.find(), seen)
        }
        #expect(ContinuousClock.now - start < .seconds(5))
        // What died meanwhile has left nobody who could be asked.
        if !provider.isMortal {
            #expect(found.entries.isEmpty && found.unreadable.count == 1)
            #expect(seen.process != nil)
            #expect(seen.error?.code == .timedOut || seen.collection == .locked)
        }
        try provider.mend()
        // The next call is another matter.
        #expect(await keyring.read().summary == "absent")
        try provider.spoil()
    }

    @Test(.enabled(if: FaultyProvider.current == .unanswered))
    func `A look shows no prompt to anybody`() async throws {
        let start = ContinuousClock.now
        #expect(try await store(.allowed(within: .seconds(60))).peek().error?.code == .locked)
        #expect(ContinuousClock.now - start < .seconds(1))
        try provider.mend()
        try provider.spoil()
    }

    @Test(.enabled(if: FaultyProvider.current == .dying))
    func `The death of a provider is noticed while a person is waited for`() async throws {
        let start = ContinuousClock.now
        #expect(try await store(.allowed(within: .seconds(60))).read().error?.code == .connectionLost)
        #expect(ContinuousClock.now - start < .seconds(3))
        try provider.mend()
        try provider.spoil()
    }

    @Test(.enabled(if: FaultyProvider.isFaulty))
    func `The automatic store takes none of it for a machine without a keyring`() async throws {
        let factory = try factory(folder, time: UptimeTimeSource())
        let automatic = try factory.automatic(store(Self.quick), factory.file()) { _ in }
        let expected = provider.expected(Self.quick)
        #expect(await automatic.read().error?.code == expected)
        #expect(await code { try await automatic.write(value("x", 1), replacing: nil) } == expected)
        #expect(!folder.files.keys.contains { $0.hasSuffix(".session") })
        try provider.mend()
        try provider.spoil()
    }

    @Test(.enabled(if: FaultyProvider.current == .hiding))
    func `A record that lies in a locked collection beside an open one is not absent`() async throws {
        let factory = try factory(folder, time: UptimeTimeSource())
        func automatic() throws -> AutomaticStore {
            try factory.automatic(store(Self.quick), factory.file()) { _ in }
        }
        // Where nothing was stored, a locked collection is nobody's business.
        #expect(try await automatic().read().summary == "absent")
        try provider.mend()
        try await automatic().write(value("x", 1), replacing: nil)
        try provider.spoil()
        #expect(try await automatic().read().summary == "locked:locked")
        #expect(await code { try await automatic().write(value("y", 1), replacing: nil) } == .locked)
        #expect(await code { try await automatic().delete() } == .locked)
        #expect(await code { _ = try await automatic().setAside() } == .locked)
        try provider.mend()
        #expect(try await automatic().read().summary == "x@1")
        try await automatic().delete()
        try provider.spoil()
        #expect(try await automatic().read().summary == "absent")
    }

    @Test(.enabled(if: FaultyProvider.current == .denying), arguments: [FaultyProvider.denying, .pretending])
    func `A change that was declined has not happened, whatever its prompt came to`(fault: FaultyProvider)
        async throws
    {
        let store = try store(Self.quick)
        try provider.mend()
        try await store.write(value("x", 1), replacing: nil)
        try fault.spoil()
        let expected = fault.expected(Self.quick)
        #expect(await code { try await store.write(value("y", 2), replacing: 1) } == expected)
        #expect(await store.read().summary == "x@1")
        #expect(await code { try await store.delete() } == expected)
        #expect(await store.read().summary == "x@1")
        try provider.mend()
        try await store.write(value("y", 2), replacing: 1)
        #expect(await store.read().summary == "y@2")
        try await store.delete()
        try provider.spoil()
    }

    @Test(.enabled(if: FaultyProvider.current == .slow))
    func `A provider that is only slow is waited for`() async throws {
        let store = try store(Self.quick, deadline: .seconds(4))
        #expect(await store.read().summary == "absent")
        try await store.write(value("x", 1), replacing: nil)
        #expect(await store.read().summary == "x@1")
        try await store.delete()
        #expect(await store.read().summary == "absent")
    }

    @Test(.enabled(if: FaultyProvider.current == .forgetful))
    func `A session whose key the provider does not have loses, changes and hides nothing`() async throws {
        for generation in 1...6 as ClosedRange<UInt64> {
            let earlier = generation == 1 ? nil : generation - 1
            // From here on its first two sessions are bad again.
            try provider.spoil()
            try await store(.never).write(value("x", generation), replacing: earlier)
            try provider.spoil()
            #expect(try await store(.never).read().summary == "x@\(generation)")
        }
        try provider.spoil()
        #expect(try await store(.never).setAside().hasPrefix("keyring items"))
        #expect(try await store(.never).read().summary == "absent")
    }

    @Test(.enabled(if: FaultyProvider.current == .quiet))
    func `A save asks for the item and its content at once, and then replaces the content`() async throws {
        let store = try store(.never)
        try await store.write(value("1", 1), replacing: nil)
        _ = try FaultyProvider.heard()
        // What the provider says about a new content is looked at once.
        try await store.write(value("2", 2), replacing: 1)
        let look = "'SearchItems', 'GetSecrets'"
        #expect(try FaultyProvider.heard() == "([\(look), 'SetSecret', \(look)],)")
        try await store.write(value("3", 3), replacing: 2)
        #expect(try FaultyProvider.heard() == "([\(look), 'SetSecret'],)")
        #expect(await store.read().summary == "3@3")
        #expect(try FaultyProvider.heard() == "([\(look)],)")
        try await store.delete()
    }

    @Test(
        .enabled(if: FaultyProvider.current == .quiet),
        arguments: [FaultyProvider.amnesiac, .shedding, .rigid]
    )
    func `A provider that does not replace a content when it is told to loses nothing`(fault: FaultyProvider)
        async throws
    {
        let store = try store(.never)
        try await store.write(value("1", 1), replacing: nil)
        try fault.spoil()
        for generation in 2...4 as ClosedRange<UInt64> {
            try await store.write(value("x", generation), replacing: generation - 1)
            #expect(try await self.store(.never).read().summary == "x@\(generation)")
            #expect(await store.inspect().items == 1)
        }
        try provider.spoil()
        try await store.delete()
    }

    @Test(.enabled(if: FaultyProvider.current == .quiet))
    func `What lies where an item was counts only if the search finds the item there`() async throws {
        let (mine, other) = try (store(.never), store(.never, account: "other"))
        try await mine.write(value("mine", 1), replacing: nil)
        try await other.write(value("other", 1), replacing: nil)
        #expect(await mine.read().summary == "mine@1")
        try FaultyProvider.shuffled.spoil()
        #expect(await mine.read().summary == "mine@1")
        try FaultyProvider.shuffled.spoil()
        try await mine.write(value("mine", 2), replacing: 1)
        #expect(await mine.read().summary == "mine@2")
        #expect(await other.read().summary == "other@1")
        try provider.spoil()
        try await mine.delete()
        try await other.delete()
    }

    @Test(.enabled(if: FaultyProvider.current == .quiet))
    func `A provider that does not answer when it is given a new content is answered for`() async throws {
        let store = try store(.never)
        try await store.write(value("1", 1), replacing: nil)
        try FaultyProvider.stalling.spoil()
        let start = ContinuousClock.now
        #expect(await code { try await store.write(value("2", 2), replacing: 1) } == .timedOut)
        #expect(ContinuousClock.now - start < .seconds(3))
        try provider.spoil()
        try await store.write(value("3", 2), replacing: 1)
        #expect(await store.read().summary == "3@2")
        try await store.delete()
    }

    @Test(.enabled(if: FaultyProvider.current == .quiet))
    func `A provider that dies over a new content is a lost connection`() async throws {
        let store = try store(.never)
        try await store.write(value("1", 1), replacing: nil)
        try FaultyProvider.perishing.spoil()
        #expect(await code { try await store.write(value("2", 2), replacing: 1) } == .connectionLost)
        try KeyringState.restartProvider(as: KeyringState.script("fault_provider.py") + " quiet")
        #expect(await store.read().summary == "absent")
    }

    @Test(.enabled(if: FaultyProvider.current == .quiet), arguments: [FaultyProvider.hoarding, .belated])
    func `What may not be deleted beside a new record is an error where it would hide the new one`(
        fault: FaultyProvider
    ) async throws {
        let store = try store(Self.quick)
        try await store.write(value("1", 1), replacing: nil)
        try fault.spoil()
        let result = await code { try await store.write(value("2", 2), replacing: 1) }
        #expect(result == (fault == .hoarding ? nil : .locked))
        #expect(try await self.store(Self.quick).read().summary == (fault == .hoarding ? "2@2" : "1@1"))
        #expect(await store.inspect().items == 2)
        try provider.spoil()
        let earlier: UInt64 = fault == .hoarding ? 2 : 1
        try await store.write(value("3", 3), replacing: earlier)
        #expect(await store.read().summary == "3@3")
        #expect(await store.inspect().items == 1)
        try await store.delete()
    }
}

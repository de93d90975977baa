import CarryoverCore
import CarryoverStorage
import CarryoverTesting
import Glibc
import Synchronization
import Testing

/// Against a real provider, under `Tests/SecretService/with-secret-service.sh`; each suite runs in the states
/// it is for.
@Suite(.serialized, .enabled(if: KeyringState.current != nil, "no Secret Service was set up"))
struct SecretServiceStoreTests {
    static let quick = KeyringInteraction.ifItAnswersItself(within: .seconds(2))
    static let policies: [KeyringInteraction] = [.never, .ifItAnswersItself(within: .milliseconds(500))]

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func store(
        application: String = "com.example.test",
        account: String = "someone@example.com",
        _ interaction: KeyringInteraction = quick,
        deadline: Duration = .seconds(5)
    ) throws -> SecretServiceStore {
        try factory(folder, application: application, account: account, time: UptimeTimeSource())
            .keyring(interaction, environment: KeyringState.environment, deadline: deadline)
    }

    /// Measures a call, which must answer by its deadline in every state.
    func within<Value>(_ limit: Duration, _ call: () async throws -> Value) async rethrows -> Value {
        let start = ContinuousClock.now
        let value = try await call()
        #expect(ContinuousClock.now - start < limit)
        return value
    }

    @Test(.enabled(if: KeyringState.isOpen)) func `It keeps the contract of stores`() async throws {
        // pass_secret_service hangs over what does not fit into the pipe that it fills before it reads.
        let largestPayload = KeyringState.current == .pass ? 32_768 : 65_536
        let path = folder.path
        let elsewhere: SessionStoreContract.Elsewhere = { application, account, word, times in
            await #expect(processExitsWith: .success) {
                [
                    path = path as String, application = application as String,
                    account = account as String, word = word as String, times = times as Int
                ] in
                let store = try keyringStore(in: path, application: application, account: account)
                try await SessionStoreContract.append(word, times: times, to: store)
            }
        }
        let contract = SessionStoreContract(
            largestPayload: largestPayload,
            duplicate: Self.duplicate,
            // After many writes in a row KeePassXC 2.7 answers the next client late or never.
            elsewhere: KeyringState.current == .keepassxc ? nil : elsewhere,
            make: { try keyringStore(in: path, application: $0, account: $1) }
        )
        let broken = await contract.run().map(\.description)
        #expect(broken == [])
    }

    @Test(.enabled(if: KeyringState.isOpen)) func `It is ready and holds nothing at first`() async throws {
        #expect(try await store().read().summary == "absent")
        #expect(try await store().describe().state == .ready)
        #expect(try await store(.never).read().summary == "absent")
    }

    /// Makes a second item: a further attribute tells it from the first, and the store's search finds both.
    ///
    /// It is looked at: of 256 sessions with KWallet one stores something else, and reports success.
    @Sendable static func duplicate(application: String, account: String) async throws {
        let digest = RecordName(application: application, account: account).digest
        let attributes = "application \(application) kind session account \(digest)"
        let copy = """
            for attempt in 1 2 3 4; do
                value=$(secret-tool lookup \(attributes)) || continue
                printf %s "$value" | secret-tool store --label=copy \(attributes) copy 1 || continue
                [ "$(secret-tool lookup \(attributes) copy 1)" != "$value" ] || exit 0
            done
            exit 1
            """
        guard try ChildProcess("sh", "-c", copy).wait() == 0 else { throw ChildProcess.Failure(number: 0) }
    }

    @Test(.enabled(if: KeyringState.current == .kwallet))
    func `A wallet that is really closed is locked, and nobody sees a dialog that goes by itself`()
        async throws
    {
        let store = try store()
        try await store.write(value("x", 1), replacing: nil)
        try KeyringState.wallet("close kdewallet true")
        for policy in Self.policies {
            #expect(
                try await within(.seconds(1)) { try await self.store(policy).read().summary }
                    == "locked:locked"
            )
            #expect(try await self.store(policy).describe().state == .locked)
            // One that knows where the item was asks for its content as well.
            #expect(await within(.seconds(1)) { await store.read().summary } == "locked:locked")
        }
        let key = (1...56).map { "byte \($0)" }.joined(separator: ", ")
        try KeyringState.wallet("pamOpen kdewallet '[\(key)]' 0")
        #expect(try await self.store().read().summary == "x@1")
        try await self.store().delete()
    }

    @Test(.enabled(if: KeyringState.isOpen)) func `Names of accounts do not reach the provider`() async throws
    {
        let store = try store(account: "personal-name")
        try await store.write(value("x", 1), replacing: nil)
        let search = try ChildProcess(
            "sh",
            "-c",
            "secret-tool search --all application com.example.test 2>&1"
        )
        var output = ""
        while case let line = search.line(), !line.isEmpty { output += line + "\n" }
        let digest = RecordName(application: "com.example.test", account: "personal-name").digest
        #expect(output.contains("attribute.account = \(digest)"))
        #expect(!output.contains("personal"))
        try await store.delete()
    }

    @Test(.enabled(if: KeyringState.isGnome))
    func `Of several items the newest counts, and a write leaves one`() async throws {
        let store = try store()
        try await store.write(value("x", 1), replacing: nil)
        let digest = RecordName(application: "com.example.test", account: "someone@example.com").digest
        // A further attribute makes it a second item, which the store's own search finds as well.
        let seed = """
            printf %s 'carryover:1:AAAAAAAAAAcBnMf0RKiVJmhlbGxv' | secret-tool store --label=copy \
            application com.example.test kind session account \(digest) copy 1
            """
        #expect(try ChildProcess("sh", "-c", seed).wait() == 0)
        #expect(await store.read().summary == "hello@7")
        try await store.write(value("y", 8), replacing: 7)
        #expect(await store.read().summary == "y@8")
        let count = "secret-tool search --all kind session account \(digest) 2>&1 | grep -c '^secret = '"
        #expect(try ChildProcess("sh", "-c", count).line() == "1")
        try await store.delete()
        #expect(await store.read().summary == "absent")
    }

    @Test(.enabled(if: KeyringState.isGnome))
    func `What others do to the item between two saves over one connection is seen`() async throws {
        let store = try store()
        try await store.write(value("x", 1), replacing: nil)
        try await store.write(value("y", 2), replacing: 1)
        let digest = RecordName(application: "com.example.test", account: "someone@example.com").digest
        let attributes = "application com.example.test kind session account \(digest)"
        let seed =
            "printf %s 'carryover:1:AAAAAAAAAAcBnMf0RKiVJmhlbGxv' | secret-tool store --label=x \(attributes)"
        // In its place there is another one now, somewhere else.
        #expect(try ChildProcess("sh", "-c", "secret-tool clear \(attributes); \(seed)").wait() == 0)
        #expect(await code { try await store.write(value("z", 3), replacing: 2) } == .conflict)
        #expect(await store.read().summary == "hello@7")
        try await store.write(value("z", 8), replacing: 7)
        // It has another content.
        #expect(try ChildProcess("sh", "-c", seed).wait() == 0)
        #expect(await code { try await store.write(value("z", 9), replacing: 8) } == .conflict)
        try await store.write(value("z", 8), replacing: 7)
        #expect(try await self.store().read().summary == "z@8")
        // It is gone.
        #expect(try ChildProcess("sh", "-c", "secret-tool clear \(attributes)").wait() == 0)
        #expect(await code { try await store.write(value("z", 9), replacing: 8) } == .conflict)
        #expect(await store.read().summary == "absent")
        #expect(await store.inspect().items == 0)
    }

    @Test(.enabled(if: KeyringState.isGnome)) func `A damaged or newer item is corrupt and stays`()
        async throws
    {
        let store = try store()
        try await store.write(value("x", 1), replacing: nil)
        let digest = RecordName(application: "com.example.test", account: "someone@example.com").digest
        for (content, expected) in [
            ("rubbish", "corrupt:damaged"), ("carryover:2:x", "corrupt:newer-format"),
        ] {
            let seed = """
                printf %s '\(content)' | secret-tool store --label=x \
                application com.example.test kind session account \(digest) copy 1
                """
            #expect(try ChildProcess("sh", "-c", seed).wait() == 0)
            #expect(await store.read().summary == expected)
            #expect(await code { try await store.write(value("y", 2), replacing: 1) } != nil)
            #expect(await code { try await store.write(value("y", 2), replacing: nil) } != nil)
            #expect(await store.read().summary == expected)
        }
        _ = try await store.setAside()
        #expect(await store.read().summary == "absent")
    }

    @Test(.enabled(if: KeyringState.isGnome))
    func `It is found again after the keyring was locked and unlocked`() async throws {
        let store = try store()
        try await store.write(value("x", 1), replacing: nil)
        try KeyringState.control("lock")
        for policy in Self.policies {
            #expect(
                try await within(.seconds(8)) { try await self.store(policy).read().summary }
                    == "locked:locked"
            )
        }
        #expect(await store.read().summary == "locked:locked")
        #expect(await code { try await store.write(value("y", 2), replacing: 1) } == .locked)
        try KeyringState.control("unlock pw")
        #expect(await store.read().summary == "x@1")
        try await store.write(value("y", 2), replacing: 1)
        #expect(await store.read().summary == "y@2")
        try await store.delete()
    }

    @Test(.enabled(if: KeyringState.isGnome)) func `A stopped provider is answered for by the deadline`()
        async throws
    {
        let provider = try #require(KeyringState.providerID)
        let warm = try store(deadline: .seconds(1))
        try await warm.write(value("x", 1), replacing: nil)
        kill(provider, SIGSTOP)
        defer { kill(provider, SIGCONT) }
        #expect(await within(.seconds(4)) { await warm.read().summary } == "unavailable:timed-out")
        #expect(await within(.seconds(4)) { await warm.read().summary } == "unavailable:timed-out")
        #expect(await within(.seconds(4)) { await code { try await warm.delete() } } == .timedOut)
        let cold = try store(deadline: .seconds(1))
        #expect(await within(.seconds(4)) { await cold.read().summary } == "unavailable:timed-out")
        kill(provider, SIGCONT)
        #expect(try await store().read().summary == "x@1")
        try await warm.delete()
    }

    @Test(.enabled(if: KeyringState.isGnome)) func `A provider that was started anew is found again`()
        async throws
    {
        let store = try store()
        try await store.write(value("x", 1), replacing: nil)
        try KeyringState.restartProvider()
        #expect(await within(.seconds(8)) { await store.read().summary } == "locked:locked")
        try KeyringState.control("unlock pw")
        #expect(await store.read().summary == "x@1")
        try KeyringState.restartProvider()
        try KeyringState.control("unlock pw")
        try await store.write(value("y", 2), replacing: 1)
        #expect(await store.read().summary == "y@2")
        try await store.delete()
    }

    @Test(.enabled(if: KeyringState.isGnome))
    func `A provider that is killed and started anew in the middle of calls loses nothing`() async throws {
        let store = try store()
        try await store.write(value("1", 1), replacing: nil)
        let isOver = Mutex(false)
        async let problems = Self.writeAndRead(store) { isOver.withLock { $0 } }
        for _ in 0..<5 {
            try KeyringState.restartProvider()
            try KeyringState.control("unlock pw")
        }
        isOver.withLock { $0 = true }
        let found = await problems
        #expect(found == [])
        try await self.store().delete()
    }

    /// Writes one generation after the other until it is told to stop, and names each reading that lies.
    private static func writeAndRead(
        _ store: SecretServiceStore,
        until isOver: @Sendable () -> Bool
    ) async -> [String] {
        var problems: [String] = []
        var known: UInt64 = 1
        var last = 20
        // In the end the provider stays, and then it must work again, however little got through before.
        while !isOver() || (known < 3 && last > 0) {
            if isOver() { last -= 1 }
            let isWritten =
                await code { try await store.write(value("x", known + 1), replacing: known) } == nil
            let expected = isWritten ? [known + 1] : [known, known + 1]
            switch await store.read() {
            case .value(let value):
                if !expected.contains(value.generation) {
                    problems.append("\(value.generation) instead of \(expected)")
                }
                known = value.generation
            case .absent: problems.append("absent after \(known)")
            case .corrupt(let error): problems.append("\(error)")
            case .locked, .unavailable: if isWritten { known += 1 }
            }
        }
        if known < 3 { problems.append("nothing can be written any more") }
        return problems
    }

    @Test(.enabled(if: KeyringState.isGnome)) func `A provider that went away is unavailable, not absent`()
        async throws
    {
        let store = try store()
        try await store.write(value("x", 1), replacing: nil)
        try KeyringState.endProvider()
        #expect(await within(.seconds(8)) { await store.read().summary } == "unavailable:connection-lost")
        #expect(await code { try await store.write(value("y", 2), replacing: 1) } == .connectionLost)
        #expect(await code { try await store.delete() } == .connectionLost)
        try KeyringState.restartProvider()
        try KeyringState.control("unlock pw")
        #expect(await store.read().summary == "x@1")
        try await store.delete()
    }

    @Test(.enabled(if: KeyringState.isGnome)) func `Two processes that write at once lose nothing`()
        async throws
    {
        let path = folder.path
        async let first = #expect(processExitsWith: .success) { [path = path as String] in
            try await SessionStoreContract.append("a", times: 10, to: keyringStore(in: path))
        }
        async let second = #expect(processExitsWith: .success) { [path = path as String] in
            try await SessionStoreContract.append("b", times: 10, to: keyringStore(in: path))
        }
        _ = await (first, second)
        let store = try keyringStore(in: path)
        let text = await store.read().summary
        #expect(text.filter { $0 == "a" }.count == 10, "\(text)")
        #expect(text.filter { $0 == "b" }.count == 10, "\(text)")
        try await store.delete()
    }

    @Test(.enabled(if: KeyringState.isGnome)) func `Switches in the environment redirect nothing`()
        async throws
    {
        setenv("SECRET_SERVICE_BUS_NAME", "com.example.nobody", 1)
        setenv("SECRET_BACKEND", "file", 1)
        setenv("SECRET_FILE_TEST_PATH", folder("secrets"), 1)
        setenv("SECRET_FILE_TEST_PASSWORD", "x", 1)
        defer {
            for name in ["BACKEND", "SERVICE_BUS_NAME", "FILE_TEST_PATH", "FILE_TEST_PASSWORD"] {
                unsetenv("SECRET_\(name)")
            }
        }
        let store = try store()
        try await store.write(value("x", 1), replacing: nil)
        for name in ["BACKEND", "SERVICE_BUS_NAME"] { unsetenv("SECRET_\(name)") }
        #expect(try await self.store().read().summary == "x@1")
        #expect(folder.mode("secrets") == 0)
        try await store.delete()
    }

    @Test(.enabled(if: KeyringState.isLocked), arguments: policies)
    func `A locked keyring is locked, for every call and policy`(policy: KeyringInteraction) async throws {
        let store = try store(policy)
        #expect(await within(.seconds(8)) { await store.read().summary } == "locked:locked")
        #expect(
            await within(.seconds(8)) { await code { try await store.write(value("y", 2), replacing: nil) } }
                == .locked
        )
        #expect(await within(.seconds(8)) { await code { try await store.delete() } } == .locked)
        #expect(await within(.seconds(8)) { await code { _ = try await store.setAside() } } == .locked)
        #expect(await within(.seconds(8)) { await store.describe().state } == .locked)
    }

    @Test(.enabled(if: KeyringState.isLocked))
    func `A person who is asked and does not answer has left it locked`() async throws {
        let store = try store(.allowed(within: .milliseconds(700)), deadline: .seconds(2))
        #expect(await within(.seconds(5)) { await store.read().summary } == "locked:locked")
    }

    @Test(.enabled(if: KeyringState.isLockedGnome))
    func `What the locked keyring holds is there once it is open`()
        async throws
    {
        #expect(try await store().read().summary == "locked:locked")
        try KeyringState.control("unlock pw")
        let expected = KeyringState.environment["SEED"] == nil ? "absent" : "hello@7"
        #expect(try await store().read().summary == expected)
        try KeyringState.control("lock")
    }

    @Test(.enabled(if: KeyringState.isLocked)) func `The automatic store does not give a locked keyring up`()
        async throws
    {
        let automatic = try automatic()
        #expect(await automatic.read().summary == "locked:locked")
        #expect(await code { try await automatic.write(value("x", 1), replacing: nil) } == .locked)
        #expect(!folder.files.keys.contains { $0.hasSuffix(".session") })
    }

    @Test(.enabled(if: KeyringState.current == .gnomeEmpty), arguments: policies)
    func `Without a default collection nothing is called absent`(policy: KeyringInteraction) async throws {
        let store = try store(policy)
        #expect(await within(.seconds(8)) { await store.read().summary } == "unavailable:not-initialised")
        #expect(
            await within(.seconds(8)) { await code { try await store.write(value("x", 1), replacing: nil) } }
                == .notInitialised
        )
        #expect(await within(.seconds(8)) { await code { try await store.delete() } } == .notInitialised)
    }

    @Test(.enabled(if: KeyringState.isAbsent))
    func `No bus and no provider are told apart, and the file is used`() async throws {
        let expected = KeyringState.current == .nobus ? "no-bus" : "no-provider"
        let store = try store()
        #expect(await within(.seconds(2)) { await store.read().summary } == "unavailable:" + expected)
        #expect(await code { try await store.write(value("x", 1), replacing: nil) }?.rawValue == expected)
        let automatic = try automatic()
        try await automatic.write(value("x", 1), replacing: nil)
        #expect(try await self.automatic().read().summary == "x@1")
        #expect(await automatic.describe().backend == .file)
    }

    private func automatic() throws -> AutomaticStore {
        let factory = try factory(folder, time: UptimeTimeSource())
        let keyring = factory.keyring(Self.quick, environment: KeyringState.environment)
        return factory.automatic(keyring, factory.file()) { _ in }
    }
}

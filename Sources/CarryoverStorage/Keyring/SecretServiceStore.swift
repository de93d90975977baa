package import CarryoverCore
import Synchronization

/// Keeps a record in the desktop's keyring, through the Secret Service (specification 0.2) and libsecret.
///
/// Every call may come from any task; the work happens on a thread of its own and is answered by a deadline,
/// whatever the provider does. Nothing is taken for absent that could not be searched.
package final class SecretServiceStore: ProbedStore {
    /// The name that providers own on the session bus.
    package static let standardBusName = "org.freedesktop.secrets"

    /// How long one call may take where nobody says otherwise.
    package static let standardDeadline: Duration = .seconds(4)

    package let identity: String
    private let record: KeyringRecord
    private let busName: String
    private let isAddressGiven: Bool
    private let interaction: KeyringInteraction
    private let lane: BlockingLane
    private let time: any TimeSource
    private let deadline: Duration
    private let idle = Mutex<KeyringConnection?>(nil)
    private let watch: ChangeWatch
    private let calls: FileSystemCalls

    /// Creates a store; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - name: Whose record it is.
    ///   - directory: The folder of the commit lock and of the file that shows changes.
    ///   - interaction: Whether the keyring may ask the user something.
    ///   - isAddressGiven: Whether the environment names a session bus.
    ///   - busName: Who to talk to; only tests want somebody else than the one that owns the name.
    ///   - deadline: The longest time that one call may take, a person's answer to a prompt not included.
    package init(
        name: RecordName,
        directory: String,
        interaction: KeyringInteraction,
        isAddressGiven: Bool,
        time: any TimeSource,
        busName: String = SecretServiceStore.standardBusName,
        calls: FileSystemCalls = .system,
        alarm: Alarm = .system,
        deadline: Duration = SecretServiceStore.standardDeadline
    ) {
        identity = "keyring:\(busName)/\(name.application)/\(name.digest)"
        let commit = LockFile(directory: directory, name: name.commitFile, calls: calls)
        record = KeyringRecord(
            name: name,
            commit: CommitLock(file: commit, time: time, patience: deadline / 2),
            generation: GenerationFile(directory: directory, name: name.generationFile, calls: calls),
            note: BackendNote.file(of: name, in: directory, calls: calls)
        )
        watch = ChangeWatch(
            directory: directory,
            names: [name.generationFile, name.commitFile],
            calls: calls
        )
        self.calls = calls
        self.busName = busName
        self.isAddressGiven = isAddressGiven
        self.interaction = interaction
        self.time = time
        self.deadline = deadline
        lane = BlockingLane(name: "carryover keyring", alarm: alarm, getpid: calls.getpid)
    }

    package func read() async -> StoreReading { await read(interaction) }

    package func peek() async -> StoreReading { await read(.never) }

    package func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        try await perform("write", interaction) { [record] (call) throws(StoreError) in
            try record.write(value, replacing: generation, call)
        }
    }

    package func delete() async throws(StoreError) {
        try await perform("delete", interaction) { [record] (call) throws(StoreError) in
            _ = try record.delete(call)
        }
    }

    package func delete(only generation: UInt64) async throws(StoreError) -> Bool {
        try await perform("delete", interaction) { [record] (call) throws(StoreError) in
            try record.delete(only: generation, call)
        }
    }

    package func setAside() async throws(StoreError) -> String {
        let moment = time.wall
        let place = try await perform("set aside", interaction) { [record] (call) throws(StoreError) in
            try record.setAside(at: moment, call)
        }
        return place ?? "nowhere: there was no record"
    }

    package func describe() async -> StoreDescription {
        switch await read(.never) {
        case .value, .absent: StoreDescription(backend: .keyring, state: .ready, protection: .keyring)
        case .locked(let error), .unavailable(let error), .corrupt(let error):
            StoreDescription(
                backend: .keyring,
                state: error.state,
                protection: .keyring,
                detail: error.description
            )
        }
    }

    package func changes() -> AsyncStream<Void> { watch.signals() }

    package func probe(mayPrompt: Bool) async throws(StoreError) {
        try await perform("probe", mayPrompt ? interaction : .never) { [record] (call) throws(StoreError) in
            try record.unlock(call)
        }
    }

    /// Looks at the keyring step by step, without prompting anybody, as far as it can be seen.
    package func inspect() async -> KeyringInspection {
        var inspection = KeyringInspection()
        do throws(StoreError) {
            let (collection, algorithm) = try await perform("inspect", .never) { (call) throws(StoreError) in
                (
                    try call.connection.defaultCollection(call.operation, call.cancellation),
                    call.connection.sessionAlgorithm
                )
            }
            inspection.collection = collection
            inspection.algorithm = algorithm
            if collection == .locked,
                await failure({ () throws(StoreError) in
                    try await probe(mayPrompt: false)
                }) == nil
            {
                // Locked to who does not ask.
                inspection.collection = .unlocked
            }
            // A locked provider may take a search for a reason to ask for the password.
            if inspection.collection == .unlocked {
                inspection.items = try await perform("inspect", .never) {
                    [record] (call) throws(StoreError) in
                    try record.count(call)
                }
            }
        } catch {
            inspection.error = error
        }
        // The bus knows its clients also when they have stopped answering.
        let isSilent = inspection.error?.code == .timedOut
        do throws(StoreError) {
            (inspection.process, inspection.program) = try await provider(
                within: isSilent ? deadline / 8 : deadline
            )
            inspection.isBusAnswering = true
        } catch {
            inspection.isBusAnswering = error.code == .noProvider
        }
        return inspection
    }

    private func provider(
        within limit: Duration
    ) async throws(StoreError) -> (process: Int?, program: String?) {
        let cancellation = KeyringConnection.Cancellation()
        return try await lane.run(
            within: limit,
            "inspect",
            onDeadline: { cancellation.cancel() }
        ) { [busName, isAddressGiven, calls] () throws(StoreError) in
            let process = try KeyringConnection.provider(
                busName: busName,
                isAddressGiven: isAddressGiven,
                "inspect",
                cancellation
            )
            return (Int(process), calls.program(ofProcess: process))
        }
    }

    private func read(_ interaction: KeyringInteraction) async -> StoreReading {
        do throws(StoreError) {
            let value = try await perform("read", interaction) { [record] (call) throws(StoreError) in
                try record.load(call)
            }
            return value.map(StoreReading.value) ?? .absent
        } catch {
            return error.reading
        }
    }

    private func perform<Value: Sendable>(
        _ operation: String,
        _ interaction: KeyringInteraction,
        _ body: @escaping @Sendable (KeyringRecord.Call) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await interaction.asking(busName, operation) { (interaction) throws(StoreError) in
            try await run(operation, interaction, body)
        }
    }

    private func run<Value: Sendable>(
        _ operation: String,
        _ interaction: KeyringInteraction,
        _ body: @escaping @Sendable (KeyringRecord.Call) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let cancellation = KeyringConnection.Cancellation()
        return try await lane.run(
            within: deadline + interaction.allowance,
            operation,
            onDeadline: { cancellation.cancel() }
        ) { [self] () throws(StoreError) in
            // A provider that was started anew meanwhile is found again, which libsecret alone would never do.
            var attempts = KeyringAttempts()
            while true {
                var connection: KeyringConnection?
                do throws(StoreError) {
                    return try attempt(
                        operation,
                        interaction,
                        &connection,
                        cancellation,
                        isRepeated: attempts.isRepeated,
                        body
                    )
                } catch {
                    let isProven = connection?.isProven ?? true
                    guard attempts.continues(after: error.code, isProven: isProven) else { throw error }
                }
            }
        }
    }

    private func attempt<Value>(
        _ operation: String,
        _ interaction: KeyringInteraction,
        _ used: inout KeyringConnection?,
        _ cancellation: KeyringConnection.Cancellation,
        isRepeated: Bool,
        _ body: (KeyringRecord.Call) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        // A call that is given up keeps its connection to itself: the next call opens another one.
        let earlier = idle.withLock { $0.take() }
        let connection = if let earlier { earlier } else { try open(operation, cancellation) }
        used = connection
        return try perform(
            operation,
            interaction,
            connection,
            cancellation,
            isRepeated: isRepeated,
            body
        )
    }

    private func open(
        _ operation: String,
        _ cancellation: KeyringConnection.Cancellation
    ) throws(StoreError) -> KeyringConnection {
        try KeyringConnection.open(
            busName: busName,
            isAddressGiven: isAddressGiven,
            patience: deadline,
            calls: calls,
            operation,
            cancellation
        )
    }

    private func perform<Value>(
        _ operation: String,
        _ interaction: KeyringInteraction,
        _ connection: KeyringConnection,
        _ cancellation: KeyringConnection.Cancellation,
        isRepeated: Bool,
        _ body: (KeyringRecord.Call) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        connection.setPromptPatience(interaction.patience)
        let call = KeyringRecord.Call(
            connection: connection,
            cancellation: cancellation,
            operation: operation,
            interaction: interaction,
            claim: { [busName, isAddressGiven, calls] in
                KeyringConnection.claim(
                    busName: busName,
                    isAddressGiven: isAddressGiven,
                    calls: calls,
                    operation,
                    cancellation
                )
            },
            hasLockedCollection: { [busName] in
                KeyringConnection.hasLockedCollection(busName: busName, cancellation)
            },
            isRepeated: isRepeated
        )
        do throws(StoreError) {
            let value = try body(call)
            keep(connection)
            return value
        } catch {
            // After a timeout nobody knows what the connection still waits for.
            if error.code != .connectionLost, error.code != .timedOut,
                !KeyringAttempts.isDoubtful(error.code, isProven: connection.isProven)
            {
                keep(connection)
            }
            throw error
        }
    }

    private func keep(_ connection: KeyringConnection) {
        idle.withLock { $0 = connection }
    }
}

package import CarryoverCore

/// Keeps a record in an encrypted file (AES-256-GCM) that only its owner may read.
///
/// What that is worth depends on where the key comes from, which ``describe()`` says. Every call may come
/// from any task; the work happens on a thread of its own and is answered by a deadline.
package struct EncryptedFileStore: RelocatableStore, WatchedStore {
    package let identity: String
    private let file: EncryptedRecordFile
    private let lane: BlockingLane
    private let time: any TimeSource
    private let deadline: Duration

    /// Creates a store; nothing is touched yet.
    ///
    /// - Parameters:
    ///   - name: Whose record it is.
    ///   - directory: The folder of the record, which is created with mode 0700.
    ///   - keys: What finds the key.
    ///   - time: The clock for names of records that are set aside, and for waiting.
    ///   - maximumBytes: The largest payload, in bytes.
    ///   - deadline: The longest time that one call may take.
    ///   - random: Bytes that nobody can foresee.
    package init(
        name: RecordName,
        directory: String,
        keys: RecordKeys,
        time: any TimeSource,
        calls: FileSystemCalls = .system,
        alarm: Alarm = .system,
        maximumBytes: Int = 4 << 20,
        deadline: Duration = .seconds(10),
        random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        identity = "file:\(directory)/\(name.dataFile)"
        let generation = GenerationFile(directory: directory, name: name.generationFile, calls: calls)
        let commit = LockFile(directory: directory, name: name.commitFile, calls: calls)
        file = EncryptedRecordFile(
            name: name,
            data: DurableFile(
                directory: directory,
                name: name.dataFile,
                maximumBytes: maximumBytes + SealedRecord.overhead,
                calls: calls
            ),
            generation: generation,
            commit: CommitLock(file: commit, time: time, patience: deadline / 2),
            keys: keys,
            calls: calls,
            sharing: FolderSharing(calls: calls),
            random: random,
            watch: ChangeWatch(
                directory: directory,
                names: [name.dataFile, generation.name, commit.name],
                calls: calls
            )
        )
        lane = BlockingLane(name: "carryover file store", alarm: alarm, getpid: calls.getpid)
        self.time = time
        self.deadline = deadline
    }

    package func read() async -> StoreReading {
        do throws(StoreError) {
            let value = try await lane.run(within: deadline, "read") { [file] () throws(StoreError) in
                try file.load()
            }
            return value.map(StoreReading.value) ?? .absent
        } catch {
            return error.reading
        }
    }

    package func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        try await lane.run(within: deadline, "write") { [file] () throws(StoreError) in
            try file.write(value, replacing: generation)
        }
    }

    package func delete() async throws(StoreError) {
        try await lane.run(within: deadline, "delete") { [file] () throws(StoreError) in
            _ = try file.delete()
        }
    }

    package func delete(only generation: UInt64) async throws(StoreError) -> Bool {
        try await lane.run(within: deadline, "delete") { [file] () throws(StoreError) in
            try file.delete(only: generation)
        }
    }

    package func forgetReplaced() async throws(StoreError) {
        try await lane.run(within: deadline, "delete") { [file] () throws(StoreError) in
            try file.forgetReplaced()
        }
    }

    /// Does several things with the file on its thread, in one turn.
    func turn<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (EncryptedRecordFile) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await lane.run(within: deadline, operation) { [file] () throws(StoreError) in try body(file) }
    }

    /// Whether there is a record, readable or not.
    func isPresent() async throws(StoreError) -> Bool {
        try await lane.run(within: deadline, "read") { [file] () throws(StoreError) in
            try !file.data.isAbsent("read")
        }
    }

    package func setAside() async throws(StoreError) -> String {
        let moment = time.wall
        let path = try await lane.run(within: deadline, "set aside") { [file] () throws(StoreError) in
            try file.setAside(at: moment)
        }
        return path ?? "nowhere: there was no record"
    }

    package func describe() async -> StoreDescription {
        await describe(because: nil)
    }

    func describe(because reason: String?) async -> StoreDescription {
        do throws(StoreError) {
            return try await lane.run(within: deadline, "describe") { [file] () throws(StoreError) in
                file.description(because: reason)
            }
        } catch {
            return StoreDescription(
                backend: .file,
                state: error.state,
                protection: .none,
                detail: error.description
            )
        }
    }

    package func changes() -> AsyncStream<Void> { file.watch.signals() }

    package func watchFailure() async -> StoreError? {
        await failure { () throws(StoreError) in
            try await lane.run(within: deadline, "watch") { [file] () throws(StoreError) in
                try file.watch.probe()
            }
        }
    }
}

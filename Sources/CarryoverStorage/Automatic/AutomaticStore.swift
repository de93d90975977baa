package import CarryoverCore
import Synchronization

/// Keeps a record in the keyring or in the encrypted file, and always in one of them only.
///
/// Left to itself it takes the file only where it is proven that there is no keyring. The backend is recorded in
/// a note beside the lock before the first write: from then on a missing keyring is an error where the record is
/// in the keyring; and a keyring that appears takes the record over from the file, which goes after the copy has
/// been read back and the note says where it is. To the file it goes back by somebody's word alone. A copy that
/// is left over never counts.
package final class AutomaticStore: WatchedStore {
    package let identity: String
    let wish: BackendChoice.Wish
    let keyring: any ProbedStore
    let file: EncryptedFileStore
    let note: BackendNote
    let moving: FileLock
    private let watch: ChangeWatch
    let time: any TimeSource
    private let deadline: Duration
    private let onNotice: @Sendable (StoreError) -> Void
    private let lineage: @Sendable (StoredValue) -> String?
    let settled = Mutex<Settled?>(nil)

    /// The backend that this instance found.
    struct Settled {
        var backend: StoreDescription.Backend
        /// Why it is not the keyring.
        var reason: String?
        /// The note that somebody's word counts for more than.
        var overruled: BackendMarker?
        /// Whether a move was cut short after its copy had been read back and noted, or somebody put a file there.
        var hasLeftover = false
    }

    /// Creates a store of two others that were made for the same record and folder.
    ///
    /// - Parameters:
    ///   - wish: What the app has asked for.
    ///   - lineage: Tells of which beginning a record is a version: of two with the same the higher generation counts,
    ///     whatever the note says.
    ///   - onNotice: Is told why there is no keyring, before the first record goes into the file.
    package init(
        name: RecordName,
        directory: String,
        wish: BackendChoice.Wish = .best,
        keyring: any ProbedStore,
        file: EncryptedFileStore,
        time: any TimeSource,
        calls: FileSystemCalls = .system,
        alarm: Alarm = .system,
        deadline: Duration = .seconds(10),
        lineage: @escaping @Sendable (StoredValue) -> String? = { SessionRecord.lineage(of: $0.payload) },
        onNotice: @escaping @Sendable (StoreError) -> Void
    ) {
        identity = "auto:\(directory)/\(name.digest)"
        self.wish = wish
        self.keyring = keyring
        self.file = file
        self.time = time
        self.deadline = deadline
        self.onNotice = onNotice
        self.lineage = lineage
        note = BackendNote(
            file: BackendNote.file(of: name, in: directory, calls: calls),
            lane: BlockingLane(name: "carryover backend marker", alarm: alarm, getpid: calls.getpid),
            deadline: deadline
        )
        moving = FileLock(directory: directory, name: name.moveFile, time: time, calls: calls, alarm: alarm)
        watch = ChangeWatch(
            directory: directory,
            names: [name.dataFile, name.generationFile, name.commitFile, name.markerFile],
            calls: calls
        )
    }

    package func read() async -> StoreReading {
        do throws(StoreError) {
            if let reading = try await readFileInOneTurn() { return reading }
            for _ in 0..<3 {
                let backend = try await settle()
                let reading = await store(backend).read()
                if case .value = reading { await discardLeftover(beside: backend) }
                guard case .absent = reading else { return reading }
                // What is moved after the look at the note and before the look at its place is in neither.
                let marked = try await note.read()
                if marked == nil || marked?.backend == backend || isOverruled(marked) { return reading }
            }
            throw StoreError(.busy, operation: "read", detail: "other processes keep moving the record")
        } catch {
            return error.reading
        }
    }

    package func write(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        if try await writeFileInOneTurn(value, replacing: generation) { return }
        let backend = try await settle()
        // Nobody moves the record between the look at the note and the write.
        let lease = try await moving.acquire(patience: deadline)
        defer { lease.release() }
        try await store(try await mark(backend)).write(value, replacing: generation)
    }

    package func delete() async throws(StoreError) {
        var lease: (any FlightLease)?
        defer { lease?.release() }
        var lockError: StoreError?
        // A move that is under way would bring the record back; without any file there is nothing to move.
        if await isAnythingInFiles() {
            lockError = await failure { () throws(StoreError) in
                lease = try await moving.acquire(patience: deadline)
            }
        }
        var marked: BackendMarker?
        let noteError = await failure { () throws(StoreError) in marked = try await note.read() }
        // Every place is tried, whatever the others say.
        let fileError = await failure { () throws(StoreError) in try await file.delete() }
        let isInKeyring = marked?.backend == .keyring || noteError != nil
        let keyringError =
            wish == .file && !isInKeyring
            ? nil : await failure { () throws(StoreError) in try await keyring.delete() }
        if let fileError { throw fileError }
        // Where the record never was, not reaching the keyring leaves nothing behind.
        if let keyringError, isInKeyring || wish == .keyring { throw keyringError }
        if let lockError { throw lockError }
        guard let noteError else { return }
        // A newer version may have a place that nobody looked into here.
        if noteError.code == .newerFormat { throw noteError }
        // Where nothing is left, a note that cannot be understood is of no use to anybody.
        try await note.remove()
    }

    package func forgetReplaced() async throws(StoreError) { try await file.forgetReplaced() }

    package func setAside() async throws(StoreError) -> String {
        if let error = await failure({ () throws(StoreError) in _ = try await note.read() }) {
            guard error.code == .damaged else { throw error }
            return try await setEverythingAside()
        }
        let backend = try await settle()
        let lease = try await moving.acquire(patience: deadline)
        defer { lease.release() }
        return try await store(try await note.read()?.backend ?? backend).setAside()
    }

    /// Where nobody can tell which place counts, what lies in either is put out of the way, and the note removed.
    private func setEverythingAside() async throws(StoreError) -> String {
        let lease = try await moving.acquire(patience: deadline)
        defer { lease.release() }
        var places = [try await file.setAside()]
        if wish != .file {
            do throws(StoreError) {
                places.append(try await keyring.setAside())
            } catch {
                // What may be in a keyring that cannot be looked at now must not come back later.
                guard wish == .best, case .provenAbsent = BackendChoice.Keyring(error) else { throw error }
            }
        }
        try await note.remove()
        settled.withLock { $0 = nil }
        return places.joined(separator: ", ")
    }

    package func describe() async -> StoreDescription { await description() }

    package func changes() -> AsyncStream<Void> { watch.signals() }

    /// The file's is the same folder.
    package func watchFailure() async -> StoreError? { await file.watchFailure() }

    private func store(_ backend: StoreDescription.Backend) -> any RelocatableStore {
        backend == .keyring ? keyring : file
    }

    private func isAnythingInFiles() async -> Bool {
        do throws(StoreError) {
            if try await note.read() != nil { return true }
            return try await file.isPresent()
        } catch {
            return true
        }
    }

    /// Finds the backend of this call.
    private func settle() async throws(StoreError) -> StoreDescription.Backend {
        // Another process may have written or moved the record since the last call.
        let marked = try await note.read()
        if let settled = settled.withLock(\.self),
            marked == nil || marked?.backend == settled.backend || isOverruled(marked)
        {
            return settled.backend
        }
        let choice = try await choice(marked)
        switch choice.decision {
        case .keyring:
            var hasLeftover = marked?.hasLeftover == true
            if marked != nil, choice.isFilePresent, try await catchUp() { hasLeftover = true }
            return keep(Settled(backend: .keyring, hasLeftover: hasLeftover))
        case .file(let notice):
            if let notice { onNotice(notice) }
            let overruled = marked?.backend == .keyring ? marked : nil
            let hasLeftover = marked?.backend == .file && marked?.hasLeftover == true
            return keep(
                Settled(
                    backend: .file,
                    reason: notice?.code.rawValue,
                    overruled: overruled,
                    hasLeftover: hasLeftover
                )
            )
        case .move(let target): return try await move(to: target)
        case .refuse(let error): throw error
        }
    }

    func isOverruled(_ marked: BackendMarker?) -> Bool {
        marked != nil && settled.withLock { $0?.overruled } == marked
    }

    private func move(to target: StoreDescription.Backend) async throws(StoreError)
        -> StoreDescription.Backend
    {
        let lease = try await moving.acquire(patience: deadline)
        defer { lease.release() }
        let marked = try await note.read()
        if marked?.backend == target { return keep(Settled(backend: target)) }
        let move = move(target)
        do throws(StoreError) {
            try await move.run(isSourceAuthoritative: marked != nil)
        } catch {
            // Before the marker is there, the file is as good as it was; the next start tries again.
            guard wish == .best, marked?.backend == .file, try await note.read()?.backend == .file else {
                throw error
            }
            return keep(Settled(backend: .file))
        }
        return keep(Settled(backend: target))
    }

    private func move(_ target: StoreDescription.Backend) -> BackendMove {
        BackendMove(
            source: store(target == .keyring ? .file : .keyring),
            target: store(target),
            backend: target,
            note: note,
            time: time,
            lineage: lineage
        )
    }

    /// Looks whether a file beside a note that names the keyring holds a newer version of the keyring's record.
    ///
    /// - Returns: Whether the file is known to be of no use any more.
    private func catchUp() async throws(StoreError) -> Bool {
        let lease = try await moving.acquire(patience: deadline)
        defer { lease.release() }
        guard try await note.read()?.backend == .keyring else { return false }
        return try await move(.keyring).catchUp()
    }

    /// Records the backend before its first record is written: whoever finds the marker knows where to look.
    ///
    /// The caller holds the lock of the move.
    private func mark(_ backend: StoreDescription.Backend) async throws(StoreError)
        -> StoreDescription.Backend
    {
        // Another process may have been first, or have moved the record since.
        let marked = try await note.read()
        if let marked, !isOverruled(marked) { return marked.backend }
        let reason = settled.withLock { $0?.reason }
        try await note.write(BackendMarker(backend: backend, since: time.wall, reason: reason))
        return backend
    }

    private func choice(_ marked: BackendMarker?) async throws(StoreError) -> BackendChoice {
        var keyringState = BackendChoice.Keyring.usable
        if BackendChoice.dependsOnKeyring(wish, marked: marked?.backend),
            let error = await failure({ () throws(StoreError) in try await keyring.probe(mayPrompt: true) })
        {
            keyringState = BackendChoice.Keyring(error)
        }
        return BackendChoice(
            wish: wish,
            marked: marked?.backend,
            keyring: keyringState,
            isFilePresent: try await file.isPresent()
        )
    }

    private func keep(_ found: Settled) -> StoreDescription.Backend {
        settled.withLock { $0 = found }
        return found.backend
    }

    /// Removes what counts for nothing any more; a failure leaves it for the next start.
    private func discardLeftover(beside backend: StoreDescription.Backend) async {
        let hasLeftover = settled.withLock { settled in
            defer { settled?.hasLeftover = false }
            return settled?.hasLeftover ?? false
        }
        guard hasLeftover, let lease = try? await moving.acquire(patience: .zero) else { return }
        defer { lease.release() }
        _ = await failure { () throws(StoreError) in
            guard var marker = try await note.read(), marker.backend == backend else { return }
            try await store(backend == .keyring ? .file : .keyring).delete()
            guard marker.hasLeftover else { return }
            marker.hasLeftover = false
            try await note.write(marker)
        }
    }
}

import CarryoverCore
import Synchronization

/// What is done in one turn on the file's thread where it is certain that the file is the place.
///
/// Note, lock and record are files of one folder. Each trip to a thread that may block, and back, costs more than the
/// few system calls it is made for; so they are looked at together, in the same order as on the long way. Whatever is
/// not as expected goes the long way from its start.
extension AutomaticStore {
    /// Reads the record, or returns `nil` where that is not to be decided here.
    func readFileInOneTurn() async throws(StoreError) -> StoreReading? {
        guard mayBeInFile else { return nil }
        return try await file.turn("read") { [self] (file) throws(StoreError) -> StoreReading? in
            guard isInFile(try note.marker()) else { return nil }
            if let value = try file.load() {
                settleInFile()
                return .value(value)
            }
            // What is moved after the look at the note and before the look at its place is in neither.
            guard isInFile(try note.marker()) else { return nil }
            settleInFile()
            return .absent
        }
    }

    /// Writes the record.
    ///
    /// - Returns: Whether that was to be decided here; if not, nothing was written.
    func writeFileInOneTurn(
        _ value: StoredValue,
        replacing generation: UInt64?
    ) async throws(StoreError) -> Bool {
        guard mayBeInFile else { return false }
        return try await file.turn("write") { [self] (file) throws(StoreError) in
            // Nobody moves the record between the look at the note and the write. Who does right now is waited for on
            // the long way.
            guard let lease = try moving.attemptNow() else { return false }
            defer { lease.release() }
            let marked = try note.marker()
            guard isInFile(marked) else { return false }
            settleInFile()
            if marked == nil || isOverruled(marked) {
                let reason = settled.withLock { $0?.reason }
                let marker = BackendMarker(backend: .file, since: time.wall, reason: reason)
                // The first note and the first record are new names in one folder, and become durable together; a note
                // that takes the place of another has to be durable before.
                try note.file.write(Secret(marker.text), isFollowed: marked == nil)
            }
            try file.write(value, replacing: generation)
            return true
        }
    }

    /// Whether a look at the note can be enough to know that the file is the place.
    private var mayBeInFile: Bool {
        settled.withLock { $0.map { $0.backend == .file && !$0.hasLeftover } ?? (wish == .file) }
    }

    /// Whether the file is the place, given what the note says.
    private func isInFile(_ marked: BackendMarker?) -> Bool {
        guard let settled = settled.withLock(\.self) else {
            return wish == .file && marked?.backend != .keyring && marked?.hasLeftover != true
        }
        guard settled.backend == .file, !settled.hasLeftover else { return false }
        return marked == nil || marked?.backend == .file || settled.overruled == marked
    }

    private func settleInFile() {
        settled.withLock { $0 = $0 ?? Settled(backend: .file) }
    }
}

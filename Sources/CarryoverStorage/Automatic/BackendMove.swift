import CarryoverCore

/// Carries a record over from one backend to the other.
///
/// The caller holds the lock of the move.
///
/// At every instant at least one of the two holds the newest record, and the marker names one that does.
struct BackendMove: Sendable {
    let source: any RelocatableStore
    let target: any RelocatableStore
    /// What the note says from then on.
    let backend: StoreDescription.Backend
    let note: BackendNote
    let time: any TimeSource
    /// Tells of which beginning a record is a version, if it says so.
    let lineage: @Sendable (StoredValue) -> String?

    /// Copies, reads back, marks, then removes the original.
    ///
    /// - Parameter isSourceAuthoritative: Whether the marker named the source until now.
    func run(isSourceAuthoritative: Bool) async throws(StoreError) {
        var isSourceAuthoritative = isSourceAuthoritative
        // An older version of the app, which does not take the lock, may write once more meanwhile; not twice.
        for _ in 0..<3 {
            let moved = try await record(of: source)
            let found = try await record(of: target)
            if let moved {
                try await copy(moved, over: found, isSourceAuthoritative: isSourceAuthoritative)
            } else if found != nil, isSourceAuthoritative {
                // What the source no longer holds has been ended; a copy of it must not come back to life.
                _ = try await target.setAside()
            }
            var marker = BackendMarker(backend: backend, since: time.wall, reason: nil)
            marker.hasLeftover = moved != nil
            try await note.write(marker)
            guard let moved else { return }
            if try await source.delete(only: moved.generation) {
                marker.hasLeftover = false
                return try await note.write(marker)
            }
            isSourceAuthoritative = true
        }
        throw StoreError(.busy, operation: "move", detail: "another process keeps writing the record")
    }

    /// Brings the target up to date where the source holds a newer version of the very same record: a note that came
    /// out of a backup names a place that was left since.
    ///
    /// - Returns: Whether what the source holds, if anything, is known to be of no use any more.
    func catchUp() async throws(StoreError) -> Bool {
        let found = try await record(of: target)
        guard case .value(let value) = await source.read() else { return false }
        if let found, isNewer(value, than: found) {
            try await put(value, replacing: found.generation)
        }
        return true
    }

    /// Whether both are versions of one record, and which is the newer one then needs no note.
    private func isNewer(_ value: StoredValue, than other: StoredValue) -> Bool {
        guard value.generation > other.generation, let lineage = lineage(value) else { return false }
        return lineage == self.lineage(other)
    }

    private func copy(
        _ value: StoredValue,
        over found: StoredValue?,
        isSourceAuthoritative: Bool
    ) async throws(StoreError) {
        if value == found { return }
        var replaced = found?.generation
        if let generation = replaced, generation >= value.generation {
            // The note may have come out of a backup, together with a version that was left behind long ago.
            guard isSourceAuthoritative, let found, !isNewer(found, than: value) else { return }
            _ = try await target.setAside()
            replaced = nil
        }
        try await put(value, replacing: replaced)
    }

    private func put(_ value: StoredValue, replacing generation: UInt64?) async throws(StoreError) {
        try await target.write(value, replacing: generation)
        guard try await record(of: target) == value else {
            throw StoreError(.notDurable, operation: "move", detail: "the copy reads as something else")
        }
    }

    private func record(of store: any SessionStore) async throws(StoreError) -> StoredValue? {
        switch await store.read() {
        case .value(let value): return value
        case .absent: return nil
        case .locked(let error), .unavailable(let error), .corrupt(let error): throw error
        }
    }
}

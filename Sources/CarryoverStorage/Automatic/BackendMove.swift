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

    private func copy(
        _ value: StoredValue,
        over found: StoredValue?,
        isSourceAuthoritative: Bool
    ) async throws(StoreError) {
        if value == found { return }
        var replaced = found?.generation
        if let generation = replaced, generation >= value.generation {
            guard isSourceAuthoritative else { return }
            _ = try await target.setAside()
            replaced = nil
        }
        try await target.write(value, replacing: replaced)
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

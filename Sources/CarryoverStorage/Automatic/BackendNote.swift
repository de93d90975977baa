import CarryoverCore

/// The file that the backend's marker lies in.
struct BackendNote: Sendable {
    let file: DurableFile
    let lane: BlockingLane
    let deadline: Duration

    /// The file of one record's note.
    static func file(of name: RecordName, in directory: String, calls: FileSystemCalls) -> DurableFile {
        DurableFile(directory: directory, name: name.markerFile, maximumBytes: 4096, calls: calls)
    }

    /// Reads the marker, or `nil` when there is none.
    func read() async throws(StoreError) -> BackendMarker? {
        try await lane.run(within: deadline, "read") { [self] () throws(StoreError) in try marker() }
    }

    /// The marker, or `nil` when there is none; blocks.
    func marker() throws(StoreError) -> BackendMarker? {
        guard let content = try file.read() else { return nil }
        if let version = BackendMarker.newerVersion(of: content.exposed) {
            throw StoreError(
                .newerFormat,
                operation: "read",
                detail: "\(file.path) has format \(version)",
                remedy: "use the newer version of the app"
            )
        }
        // Guessing might revive a session that was ended elsewhere.
        guard let marker = BackendMarker(content.exposed) else {
            throw StoreError(
                .damaged,
                operation: "read",
                detail: "\(file.path) cannot be understood",
                remedy: "remove it if the newest session is in the keyring or in none of the two"
            )
        }
        return marker
    }

    /// Removes the marker.
    ///
    /// The caller holds the lock of the move.
    func remove() async throws(StoreError) {
        try await lane.run(within: deadline, "delete") { [file] () throws(StoreError) in try file.remove() }
    }

    /// Replaces the marker.
    ///
    /// The caller holds the lock of the move.
    func write(_ marker: BackendMarker) async throws(StoreError) {
        try await lane.run(within: deadline, "write") { [file] () throws(StoreError) in
            try file.write(Secret(marker.text))
        }
    }
}

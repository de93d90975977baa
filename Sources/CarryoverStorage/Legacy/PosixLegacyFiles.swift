package import CarryoverCore

/// The files of another app's login, on this machine's file system.
///
/// Every call may come from any task; the work happens on a thread of its own and is answered by a deadline.
package struct PosixLegacyFiles: LegacyFiles {
    private let files: ForeignFiles
    private let lane: BlockingLane
    private let deadline: Duration

    /// Creates the access.
    ///
    /// - Parameters:
    ///   - maximumBytes: The largest file that is read.
    ///   - deadline: The longest time that one call may take.
    ///   - random: Bytes for the names of temporary files, which lie in folders that others may write to.
    package init(
        calls: FileSystemCalls = .system,
        alarm: Alarm = .system,
        maximumBytes: Int = 1 << 20,
        deadline: Duration = .seconds(10),
        random: @escaping @Sendable (Int) -> [UInt8] = StorageFactory.systemRandom
    ) {
        files = ForeignFiles(calls: calls, maximumBytes: maximumBytes, random: random)
        lane = BlockingLane(name: "carryover legacy files", alarm: alarm, getpid: calls.getpid)
        self.deadline = deadline
    }

    package func expand(_ pattern: String) async -> LegacyPaths {
        do throws(LegacyFileError) {
            return try await run(pattern) { (files) throws(LegacyFileError) in
                PathPattern(pattern).expand(calls: files.calls)
            }
        } catch {
            return LegacyPaths(unreadable: [error])
        }
    }

    package func read(_ path: String) async throws(LegacyFileError) -> LegacyFile? {
        try await run(path) { (files) throws(LegacyFileError) in try files.read(path) }
    }

    package func replace(_ file: LegacyFile, with content: Secret) async throws(LegacyFileError) {
        try await run(file.path) { (files) throws(LegacyFileError) in try files.replace(file, with: content) }
    }

    package func remove(_ file: LegacyFile) async throws(LegacyFileError) {
        try await run(file.path) { (files) throws(LegacyFileError) in try files.remove(file) }
    }

    private func run<Value: Sendable>(
        _ path: String,
        _ body: @escaping @Sendable (ForeignFiles) throws(LegacyFileError) -> Value
    ) async throws(LegacyFileError) -> Value {
        let answer: Result<Value, LegacyFileError>
        do throws(StoreError) {
            answer = try await lane.run(within: deadline, "read") { [files] in
                do throws(LegacyFileError) {
                    return .success(try body(files))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            throw LegacyFileError(.system, path: path, detail: error.description)
        }
        return try answer.get()
    }
}

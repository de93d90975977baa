import CarryoverCore
import CarryoverStorage

/// Where an import's progress is noted: a private file of one project, replaced whole.
struct ImportProgressFile: Sendable {
    private let file: DurableFile
    private let lane: BlockingLane

    init(directory: String, projectID: String, calls: FileSystemCalls = .system) {
        file = DurableFile(
            directory: directory,
            name: "access-keys-\(projectID).import",
            maximumBytes: 64 << 20,
            calls: calls
        )
        lane = BlockingLane(name: "carryover import", getpid: calls.getpid)
    }

    func read() async throws(StoreError) -> ImportProgress {
        let file = file
        let content = try await lane.run(within: .seconds(10), "read") { () throws(StoreError) in
            try file.read()
        }
        guard let content else { return ImportProgress() }
        guard let progress = ImportProgress(content) else {
            throw StoreError(
                .damaged,
                operation: "read",
                detail: "\(file.path) is not what this version of the library writes"
            )
        }
        return progress
    }

    func write(_ progress: ImportProgress) async throws(StoreError) {
        let (file, content) = (file, progress.content)
        try await lane.run(within: .seconds(10), "write") { () throws(StoreError) in
            try file.write(content)
        }
    }
}

import CarryoverCore

/// One run of an import: what is decided of each key by now.
struct ImportRun: Sendable {
    let entries: [AccessKeyEntry]
    /// How many keys are sent at a time.
    var batchSize: Int
    /// When no more keys are taken up, by the clock that runs through suspend.
    let end: Duration?
    private(set) var progress: ImportProgress
    private(set) var outcomes: [Int: AccessKeyReport.Outcome] = [:]
    private let report: @Sendable (AccessKeyReport) -> Void

    init(
        _ entries: [AccessKeyEntry],
        _ progress: ImportProgress,
        batchSize: Int = 1,
        end: Duration? = nil,
        report: @escaping @Sendable (AccessKeyReport) -> Void = { _ in }
    ) {
        self.entries = entries
        self.progress = progress
        self.batchSize = batchSize
        self.end = end
        self.report = report
        var seen: Set<Fingerprint> = []
        for (index, entry) in entries.enumerated() {
            if !seen.insert(entry.fingerprint).inserted {
                outcomes[index] = .repeated
            } else if case .imported(let id) = progress[entry.fingerprint] {
                outcomes[index] = .importedBefore(id: id)
            }
        }
    }

    /// The keys that were sent once, with an answer that never came.
    var doubtful: [Int] {
        entries.indices.filter { outcomes[$0] == nil && progress[entries[$0].fingerprint] == .sent }
    }

    /// The next keys to send.
    func nextBatch() -> [Int]? {
        let batch = Array(entries.indices.lazy.filter { outcomes[$0] == nil }.prefix(batchSize))
        return batch.isEmpty ? nil : batch
    }

    /// Tells what was known before anything was sent.
    func tellKnown() {
        for index in entries.indices where outcomes[index] != nil { report(self.report(of: index)) }
    }

    /// Notes that keys are about to be sent.
    mutating func mark(_ indices: [Int]) {
        for index in indices { progress[entries[index].fingerprint] = .sent }
    }

    /// Notes that keys were not imported.
    mutating func unmark(_ indices: [Int]) {
        for index in indices { progress[entries[index].fingerprint] = nil }
    }

    mutating func conclude(_ index: Int, _ outcome: AccessKeyReport.Outcome) {
        let fingerprint = entries[index].fingerprint
        switch outcome {
        case .imported(let id), .importedBefore(let id): progress[fingerprint] = .imported(id: id)
        case .refused: progress[fingerprint] = nil
        case .repeated, .unknown, .pending: break
        }
        outcomes[index] = outcome
        report(report(of: index))
    }

    func result(_ interruption: AccessKeyImportResult.Interruption?) -> AccessKeyImportResult {
        AccessKeyImportResult(reports: entries.indices.map { report(of: $0) }, interruption: interruption)
    }

    private func report(of index: Int) -> AccessKeyReport {
        AccessKeyReport(number: index + 1, name: entries[index].name, outcome: outcomes[index] ?? .pending)
    }
}

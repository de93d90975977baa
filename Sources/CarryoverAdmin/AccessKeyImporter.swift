package import CarryoverCore
import CarryoverStorage
import FoundationEssentials

/// Imports access keys into a Descope project, so that their holders go on presenting the same keys.
///
/// This is management: it takes a management key, which belongs on no user's machine. That is why it stands in a product
/// of its own.
///
/// What is about to be sent is noted first, durably and by fingerprint. After a failure or a kill, a second run with the
/// same file takes it up: a key whose answer was lost is looked up at Descope, by exchanging it, before it is sent again,
/// and where no exchange can tell, it is not sent again. One import of a project runs at a time on a machine.
public struct AccessKeyImporter: Sendable {
    private let service: AccessKeyService
    private let progressFile: ImportProgressFile
    private let lock: FileLock
    private let context: ProviderContext
    private let batchSize: Int

    package init(
        project: DescopeProject,
        managementKey: Secret,
        progressDirectory: String,
        context: ProviderContext,
        batchSize: Int = 100
    ) throws(DescopeProject.Invalid) {
        service = try AccessKeyService(project: project, managementKey: managementKey)
        progressFile = ImportProgressFile(directory: progressDirectory, projectID: project.id)
        lock = FileLock(
            directory: progressDirectory,
            name: "access-keys-\(project.id).lock",
            time: context.time
        )
        self.context = context
        self.batchSize = max(batchSize, 1)
    }

    /// Says what an import would do, without a network call and without changing anything.
    ///
    /// - Returns: A report of each key; ``AccessKeyReport/Outcome/pending`` for one that would be imported, or looked up
    ///   because an earlier answer was lost.
    public func preview(_ entries: [AccessKeyEntry]) async -> AccessKeyImportResult {
        do {
            return ImportRun(entries, try await progressFile.read()).result(nil)
        } catch {
            return ImportRun(entries, ImportProgress()).result(.store(error))
        }
    }

    /// Imports keys.
    ///
    /// - Parameters:
    ///   - entries: The keys.
    ///   - limit: How long the run may go on taking up keys; `nil` for as long as it takes.
    ///   - report: Told of each key as soon as its outcome is known, in no particular order.
    /// - Returns: What became of each key. Cancelling the task ends the run after the call that is under way. While another
    ///   import of the project runs on this machine, nothing is sent and the interruption says so,
    ///   as a store that is busy.
    public func run(
        _ entries: [AccessKeyEntry],
        within limit: Duration? = nil,
        report: @escaping @Sendable (AccessKeyReport) -> Void = { _ in }
    ) async -> AccessKeyImportResult {
        let end = limit.map { context.time.uptime + $0 }
        let lease: any FlightLease
        var run: ImportRun
        do {
            lease = try await lock.acquire(patience: .zero)
            run = ImportRun(
                entries,
                try await progressFile.read(),
                batchSize: batchSize,
                end: end,
                report: report
            )
        } catch {
            return ImportRun(entries, ImportProgress()).result(.store(error))
        }
        defer { lease.release() }
        run.tellKnown()
        do throws(Stop) {
            try await lookUp(run.doubtful, of: .lostAnswer, in: &run)
            while let batch = run.nextBatch() { try await send(batch, in: &run) }
        } catch {
            return run.result(error.interruption)
        }
        return run.result(nil)
    }

    private struct Stop: Error {
        let interruption: AccessKeyImportResult.Interruption

        init(_ interruption: AccessKeyImportResult.Interruption) { self.interruption = interruption }

        init(_ error: ProviderError) {
            interruption = error.kind == .transient ? .unfinished(error) : .refused(error)
        }
    }

    /// Why it is not known of keys whether they were imported.
    private enum Doubt {
        /// Nobody knows what became of the request.
        case lostAnswer
        /// It was refused, and the refusal may be about another key.
        case refusal
    }

    private func goOn(_ run: ImportRun) throws(Stop) {
        if Task.isCancelled { throw Stop(.unfinished(stopped("cancelled"))) }
        if let end = run.end, context.time.uptime >= end { throw Stop(.unfinished(stopped("out-of-time"))) }
    }

    private func send(_ batch: [Int], in run: inout ImportRun) async throws(Stop) {
        try goOn(run)
        run.mark(batch)
        try await note(run)
        let entries = batch.map { run.entries[$0] }
        do {
            let ids = try await service.importKeys(entries, in: context)
            for (index, id) in zip(batch, ids) {
                if let id { run.conclude(index, .imported(id: id)) }
            }
            try await note(run)
            // An answer that leaves some out says nothing about those.
            try await lookUp(zip(batch, ids).filter { $0.1 == nil }.map(\.0), of: .lostAnswer, in: &run)
        } catch let error as ProviderError {
            try await conclude(error, about: batch, in: &run)
        } catch let stop as Stop {
            throw stop
        } catch {
            throw Stop(.unfinished(stopped("cancelled")))
        }
    }

    private func conclude(
        _ error: ProviderError,
        about batch: [Int],
        in run: inout ImportRun
    ) async throws(Stop) {
        if error.status == 413 { return try await split(batch, in: &run) }
        let isAboutKeys = error.kind == .configuration && [400, 409, 422].contains(error.status ?? 0)
        guard isAboutKeys else {
            // Where nothing arrived or everything was refused, nothing was imported.
            if error.kind != .transient || !error.mayHaveArrived || error.status == 429 {
                run.unmark(batch)
                try await note(run)
            }
            throw Stop(error)
        }
        guard batch.count > 1 else {
            run.conclude(batch[0], .refused(code: error.code))
            return try await note(run)
        }
        // One bad key must not keep the others out; whether a refused batch leaves some of them in is not documented.
        try await lookUp(batch, of: .refusal, in: &run)
        for index in batch where run.outcomes[index] == nil { try await send([index], in: &run) }
    }

    /// Goes on with smaller batches where something on the way took this one for too large (RFC 9110 §15.5.14), which
    /// says that nothing was done of it.
    private func split(_ batch: [Int], in run: inout ImportRun) async throws(Stop) {
        if batch.count > 1 {
            run.unmark(batch)
            run.batchSize = batch.count / 2
        } else {
            run.conclude(batch[0], .refused(code: "http-413"))
            // It was this key that made the batches too large.
            run.batchSize = batchSize
        }
        try await note(run)
    }

    /// Finds out whether keys were imported.
    private func lookUp(_ indices: [Int], of doubt: Doubt, in run: inout ImportRun) async throws(Stop) {
        for index in indices {
            try goOn(run)
            let entry = run.entries[index]
            let standing: AccessKeyService.Standing
            do {
                standing = try await service.standing(of: entry, in: context)
            } catch {
                throw Stop(error)
            }
            switch standing {
            case .known(let id): run.conclude(index, .importedBefore(id: id))
            case .notKnown
            where doubt == .refusal
                || entry.answersFromHere(at: Int64(context.time.wall.timeIntervalSince1970)):
                run.unmark([index])
            case .notKnown: run.conclude(index, .unknown)
            }
            try await note(run)
        }
    }

    private func note(_ run: ImportRun) async throws(Stop) {
        do { try await progressFile.write(run.progress) } catch { throw Stop(.store(error)) }
    }

    private func stopped(_ code: String) -> ProviderError {
        ProviderError(.transient, code: code, endpoint: service.importEndpoint, mayHaveArrived: false)
    }
}

import CarryoverCore

/// The requests that the loop's thread knows: those that wait, and those that libcurl works on.
struct TransferTable: ~Copyable {
    /// A request that has its outcome.
    struct Ended {
        let submission: Submission
        let outcome: Result<HTTPResponse, TransferFailure>
        var connectionsOpened = 0
    }

    private var multi: CurlMulti
    private let configuration: CurlTransport.Configuration
    private var queue: AdmissionQueue<Submission>
    private var transfers: [UInt64: Submission] = [:]

    init(_ multi: consuming CurlMulti, _ configuration: CurlTransport.Configuration) {
        self.multi = multi
        self.configuration = configuration
        queue = AdmissionQueue(capacity: configuration.maximumTransfers)
    }

    /// The number of requests that libcurl works on.
    var running: Int { transfers.count }

    /// The number of requests that wait for those.
    var waiting: Int { queue.count }

    /// Why nothing can be performed any more, or `nil`.
    var failure: TransferFailure? { multi.failure }

    /// Adds a request at the end of those that wait.
    mutating func add(_ submission: Submission) {
        queue.append(submission, id: submission.id, deadline: submission.deadline)
    }

    /// Ends a request, or returns `nil` when it is unknown.
    mutating func end(_ id: UInt64, _ code: TransportError.Code, _ detail: String) -> Ended? {
        if let submission = queue.remove(id) {
            return Ended(submission: submission, outcome: .failure(TransferFailure(code, detail)))
        }
        guard let submission = transfers.removeValue(forKey: id) else { return nil }
        let removed = multi.remove(id)
        return Ended(
            submission: submission,
            outcome: .failure(TransferFailure(code, detail, mayHaveArrived: removed?.requestBegan ?? true)),
            connectionsOpened: removed?.connectionsOpened ?? 0
        )
    }

    /// Ends every request.
    mutating func endAll(_ code: TransportError.Code, _ detail: String) -> [Ended] {
        let waiting = queue.removeAll().map { submission in
            Ended(submission: submission, outcome: .failure(TransferFailure(code, detail)))
        }
        return transfers.keys.sorted().compactMap { end($0, code, detail) } + waiting
    }

    /// Starts what may start, does whatever can be done without waiting, and returns what came to an end.
    mutating func advance(at now: SuspendingClock.Instant) -> [Ended] {
        var ended = queue.expire(at: now).map { submission in
            Ended(
                submission: submission,
                outcome: .failure(TransferFailure(.timedOut, "its turn did not come in time"))
            )
        }
        while let submission = queue.next(running: running) {
            do {
                try start(submission, at: now)
            } catch {
                ended.append(Ended(submission: submission, outcome: .failure(error)))
            }
        }
        for finished in multi.perform() {
            guard let submission = transfers.removeValue(forKey: finished.id) else { continue }
            ended.append(
                Ended(
                    submission: submission,
                    outcome: finished.outcome,
                    connectionsOpened: finished.connectionsOpened
                )
            )
        }
        return ended
    }

    /// Waits until there is something to do, or for somebody to wake the thread.
    mutating func wait(from now: SuspendingClock.Instant) {
        guard !queue.canStart(running: running) else { return }
        multi.wait(atMost: queue.nextDeadline.map { now.duration(to: $0) })
    }

    private mutating func start(
        _ submission: Submission,
        at now: SuspendingClock.Instant
    ) throws(TransferFailure) {
        let plan = try RequestPlan(submission.request, userAgent: configuration.userAgent)
        try multi.add(
            submission.id,
            plan,
            timeout: now.duration(to: submission.deadline),
            limit: submission.request.maximumResponseBytes
        )
        transfers[submission.id] = submission
    }
}

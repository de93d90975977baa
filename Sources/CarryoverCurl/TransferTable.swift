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
    /// The first moment at which the time of one of them may be over.
    private var nextDeadline: SuspendingClock.Instant?
    /// Those whose time was over when libcurl had looked for them the last time.
    private var overdue: Set<UInt64> = []

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
                try start(submission)
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
        return ended + endOverdue(at: now)
    }

    /// Ends what has had its time, and one more look after that.
    ///
    /// libcurl's own limit is not used: it counts before the socket is read. A process that was stopped meanwhile would
    /// throw away an answer that has been there for long.
    private mutating func endOverdue(at now: SuspendingClock.Instant) -> [Ended] {
        guard let deadline = nextDeadline, deadline <= now else {
            overdue = []
            return []
        }
        let late = transfers.filter { $0.value.deadline <= now }.keys.sorted()
        var ended: [Ended] = []
        for id in late where overdue.contains(id) {
            if let one = endOverdue(id) { ended.append(one) }
        }
        overdue = Set(late).subtracting(overdue)
        nextDeadline = transfers.values.lazy.map(\.deadline).min()
        return ended
    }

    private mutating func endOverdue(_ id: UInt64) -> Ended? {
        guard let submission = transfers.removeValue(forKey: id), let removed = multi.remove(id) else {
            return nil
        }
        // Of a connection that did not come about in time there is no news about the server.
        let failure =
            removed.requestBegan
            ? TransferFailure(.timedOut, "no complete answer came in time", mayHaveArrived: true)
            : TransferFailure(.unreachable, "no connection came about in time")
        return Ended(
            submission: submission,
            outcome: .failure(failure),
            connectionsOpened: removed.connectionsOpened
        )
    }

    /// Waits until there is something to do, or for somebody to wake the thread.
    mutating func wait(from now: SuspendingClock.Instant) {
        guard !queue.canStart(running: running) else { return }
        // What came to its end is no reason to wake up.
        if transfers.isEmpty { (nextDeadline, overdue) = (nil, []) }
        let deadline = [queue.nextDeadline, nextDeadline].compactMap { $0 }.min()
        multi.wait(atMost: overdue.isEmpty ? deadline.map { now.duration(to: $0) } : .zero)
    }

    private mutating func start(_ submission: Submission) throws(TransferFailure) {
        let plan = try RequestPlan(submission.request, userAgent: configuration.userAgent)
        try multi.add(
            submission.id,
            plan,
            limit: submission.request.maximumResponseBytes
        )
        transfers[submission.id] = submission
        nextDeadline = min(nextDeadline ?? submission.deadline, submission.deadline)
    }
}

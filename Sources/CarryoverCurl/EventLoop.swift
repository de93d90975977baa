import CarryoverCore
import Synchronization

/// Connects the tasks that send requests with the thread that performs them.
///
/// Tasks leave orders under a lock and wake the thread; whatever libcurl touches belongs to the thread.
final class EventLoop: Sendable {
    private enum Order {
        case start(Submission)
        case cancel(UInt64)
    }

    private enum Phase {
        case idle
        case running
        case unavailable(TransferFailure)
        case closed
    }

    private struct State {
        var phase = Phase.idle
        var orders: [Order] = []
        var waker: CurlMulti.Waker?
        /// Whether the thread waits, or is about to: only then it has to be woken to see an order.
        var isWaiting = false
        var counters = CurlTransport.Counters()

        /// Leaves an order.
        ///
        /// A thread that is at work looks for orders before it waits, and one that waits is woken once.
        mutating func leave(_ order: Order) {
            orders.append(order)
            guard isWaiting else { return }
            isWaiting = false
            waker?.wakeUp()
        }
    }

    private let configuration: CurlTransport.Configuration
    private let threadName: String
    private let load: @Sendable () -> String?
    private let state = Mutex(State())

    init(
        _ configuration: CurlTransport.Configuration,
        threadName: String,
        load: @escaping @Sendable () -> String?
    ) {
        self.configuration = configuration
        self.threadName = threadName
        self.load = load
    }

    var counters: CurlTransport.Counters { state.withLock { $0.counters } }

    /// Hands a request to the thread, and starts it when there is none.
    func submit(_ submission: Submission) {
        let refusal: TransferFailure? = state.withLock { state in
            // A cancellation that comes before this point finds nothing to cancel, but has marked the task;
            // one that comes after it is ordered behind the start.
            if Task.isCancelled { return TransferFailure(.cancelled, "cancelled before it was sent") }
            if let failure = startThread(&state) { return failure }
            state.leave(.start(submission))
            return nil
        }
        if let refusal { submission.answer(.failure(refusal)) }
    }

    /// Starts the thread when there is none, so that libcurl is there when the first request comes.
    ///
    /// What fails is told to that request.
    func prepare() { state.withLock { _ = startThread(&$0) } }

    private func startThread(_ state: inout State) -> TransferFailure? {
        switch state.phase {
        case .closed: return TransferFailure(.cancelled, "the transport is closed")
        case .unavailable(let failure): return failure
        case .running: return nil
        case .idle:
            let error = LoopThread.start(name: threadName) { [self] in run() }
            guard error == 0 else { return TransferFailure(.unavailable, "no thread: error \(error)") }
            state.phase = .running
            return nil
        }
    }

    /// Ends a request; one that is unknown or has ended is left alone.
    func cancel(_ id: UInt64) {
        state.withLock { state in
            guard case .running = state.phase else { return }
            state.leave(.cancel(id))
        }
    }

    /// Ends all requests and the thread.
    func close() {
        state.withLock { state in
            state.phase = .closed
            state.waker?.wakeUp()
        }
    }

    // MARK: - On the thread

    private func run() {
        if let reason = load() {
            let failure = TransferFailure(.unavailable, reason)
            return leave(.unavailable(failure), answering: failure)
        }
        guard let multi = CurlMulti(configuration) else {
            return leave(.idle, answering: TransferFailure(.unavailable, "libcurl has no memory"))
        }
        let waker = multi.waker
        state.withLock { $0.waker = waker }
        var table = TransferTable(multi, configuration)
        let failure = serve(&table)
        // The handle goes with the table, and nobody may wake it then.
        state.withLock { $0.waker = nil }
        settle(table.endAll(failure.code, failure.detail), table)
        leave(.idle, answering: failure)
    }

    /// Works until the transport is closed or libcurl gives up, and returns which.
    private func serve(_ table: inout TransferTable) -> TransferFailure {
        var orders: [Order] = []
        while takeOrders(&orders) {
            // By their places: an iterator would hold the array, and emptying it would copy its room.
            for place in orders.indices {
                switch orders[place] {
                case .start(let submission):
                    table.add(submission)
                case .cancel(let id):
                    let ended = table.end(id, .cancelled, "the task was cancelled")
                    settle(ended.map { [$0] } ?? [], table)
                }
            }
            // Now, and not after the next wait: there are credentials in them.
            orders.removeAll(keepingCapacity: true)
            let now = SuspendingClock.now
            let ended = table.advance(at: now)
            settle(ended, table)
            if let failure = table.failure { return failure }
            if mayWait() { table.wait(from: now) }
        }
        return TransferFailure(.cancelled, "the transport was closed")
    }

    /// Takes what the tasks have ordered in exchange for an array that is empty, and that keeps its room.
    ///
    /// - Returns: Whether the transport is open.
    private func takeOrders(_ orders: inout [Order]) -> Bool {
        state.withLock { state in
            state.isWaiting = false
            if case .closed = state.phase { return false }
            swap(&orders, &state.orders)
            return true
        }
    }

    /// Whether nothing was ordered meanwhile; from here on an order wakes the thread, also before it waits.
    private func mayWait() -> Bool {
        state.withLock { state in
            guard case .running = state.phase, state.orders.isEmpty else { return false }
            state.isWaiting = true
            return true
        }
    }

    /// Counts, and then answers: whoever has an answer finds it counted.
    private func settle(_ ended: [TransferTable.Ended], _ table: borrowing TransferTable) {
        let (running, waiting) = (table.running, table.waiting)
        state.withLock { state in
            state.counters.transfersRunning = running
            state.counters.transfersWaiting = waiting
            for one in ended { state.counters.connectionsOpened += one.connectionsOpened }
        }
        for one in ended { one.submission.answer(one.outcome) }
    }

    private func leave(_ phase: Phase, answering failure: TransferFailure) {
        let orders = state.withLock { state in
            if case .closed = state.phase {} else { state.phase = phase }
            defer { state.orders.removeAll() }
            return state.orders
        }
        for case .start(let submission) in orders { submission.answer(.failure(failure)) }
    }
}

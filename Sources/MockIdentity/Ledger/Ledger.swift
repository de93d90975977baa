import Foundation
import Synchronization

/// An append-only record of every request, ordered over all servers.
///
/// Arrivals and answers are numbered from one counter. So A was answered before B was sent exactly where
/// `A.answeredSequence < B.sequence`.
package final class Ledger: Sendable {
    private struct State {
        var entries: [LedgerEntry] = []
        var indexBySequence: [Int: Int] = [:]
        var counters = LedgerCounters()
        var last = 0
        var waiters: [LedgerWaiter] = []
        var lastWaiter = 0
    }

    private let state = Mutex(State())
    private let clock: MockClock

    init(clock: MockClock) {
        self.clock = clock
    }

    /// All requests in the order of their arrival.
    package var entries: [LedgerEntry] {
        state.withLock { $0.entries }
    }

    /// The counters.
    package var counters: LedgerCounters {
        state.withLock { $0.counters }
    }

    /// Returns the requests to one server, in the order of their arrival.
    ///
    /// - Parameters:
    ///   - server: The server.
    ///   - path: Only requests to this path, if given.
    package func entries(_ server: ServerName, path: String? = nil) -> [LedgerEntry] {
        entries.filter { $0.server == server && (path == nil || $0.path == path) }
    }

    /// Waits until the record meets a condition.
    ///
    /// - Parameter condition: Looks at the entries; asked again after each change.
    package func wait(until condition: @escaping @Sendable ([LedgerEntry]) -> Bool) async {
        let (changes, continuation) = AsyncStream<Void>.makeStream()
        let id = state.withLock { state -> Int? in
            if condition(state.entries) { return nil }
            state.lastWaiter += 1
            state.waiters.append(
                LedgerWaiter(id: state.lastWaiter, condition: condition) { continuation.finish() }
            )
            return state.lastWaiter
        }
        guard let id else { return }
        for await _ in changes {}
        state.withLock { $0.waiters.removeAll { $0.id == id } }
    }

    /// Forgets everything; numbers go on, so that late answers of old requests find no entry of a new one.
    package func reset() {
        state.withLock { state in
            state.entries = []
            state.indexBySequence = [:]
            state.counters = LedgerCounters()
        }
    }

    /// Notes an arrival and returns its number.
    func arrived(_ call: Call, at server: ServerName) -> Int {
        let presented = TokenTrace.presented(by: call)
        let time = clock.now
        return change { state in
            state.last += 1
            state.indexBySequence[state.last] = state.entries.count
            state.counters.requests["\(server) \(call.method) \(call.path)", default: 0] += 1
            state.entries.append(
                LedgerEntry(
                    sequence: state.last,
                    time: time,
                    server: server,
                    method: call.method,
                    path: call.path,
                    idempotencyKey: call.headers["idempotency-key"],
                    clientID: call.clientID,
                    presented: presented
                )
            )
            return state.last
        }
    }

    /// Notes how a request was answered.
    ///
    /// - Parameters:
    ///   - sequence: The arrival's number.
    ///   - status: The status sent, or `nil` where nothing was sent.
    ///   - outcome: The word for what happened.
    ///   - issued: Fingerprints of the tokens in the answer.
    ///   - faults: The kinds of the faults applied.
    func answered(
        _ sequence: Int,
        status: Int?,
        outcome: String,
        issued: [String: String],
        faults: [String]
    ) {
        change { state in
            guard let index = state.indexBySequence[sequence] else { return }
            state.last += 1
            state.entries[index].answeredSequence = state.last
            state.entries[index].status = status
            state.entries[index].outcome = outcome
            state.entries[index].issued = issued
            state.entries[index].faults = faults
            state.counters.outcomes["\(state.entries[index].server) \(outcome)", default: 0] += 1
        }
    }

    @discardableResult
    private func change<Result: Sendable>(_ body: (inout sending State) -> Result) -> Result {
        let (result, ready) = state.withLock { state in
            let result = body(&state)
            let ready = state.waiters.filter { $0.condition(state.entries) }
            return (result, ready)
        }
        // Resumed outside the lock: whoever wakes up may look at the ledger at once.
        for waiter in ready {
            waiter.resume()
        }
        return result
    }
}

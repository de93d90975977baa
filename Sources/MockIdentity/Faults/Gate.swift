import Synchronization

/// Where hanging requests wait until somebody opens.
final class Gate: Sendable {
    private let waiting = Mutex<[AsyncStream<Void>.Continuation]>([])

    /// Lets everybody through who has a ticket now.
    func open() {
        let released = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for continuation in released {
            continuation.finish()
        }
    }

    /// Gives a ticket, with which to wait for the next opening.
    ///
    /// It is taken before the request can be seen in the ledger; so whoever sees it there and opens lets it through.
    func ticket() -> GateTicket {
        let (opening, continuation) = AsyncStream<Void>.makeStream()
        waiting.withLock { $0.append(continuation) }
        return GateTicket(opening: opening)
    }
}

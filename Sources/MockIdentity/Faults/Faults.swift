import Synchronization

/// What is to go wrong, and the requests that hang because of it.
package final class Faults: Sendable {
    private let queue = Mutex(FaultQueue())
    private let gate = Gate()

    init() {}

    /// The faults that are still to strike.
    package var pending: [Fault] {
        queue.withLock { $0.faults }
    }

    /// Adds a fault behind the others.
    package func add(_ fault: Fault) {
        queue.withLock { $0.add(fault) }
    }

    /// Lets all hanging requests go on; faults to come stay.
    package func release() {
        gate.open()
    }

    /// Removes all faults and lets all hanging requests go on.
    package func removeAll() {
        queue.withLock { $0.removeAll() }
        gate.open()
    }

    /// Takes the faults that strike a request.
    func take(for call: Call, at server: ServerName) -> FaultPlan {
        FaultPlan(faults: queue.withLock { $0.take(for: call, at: server) })
    }

    /// Gives a hanging request what it waits with.
    func ticket() -> GateTicket {
        gate.ticket()
    }
}

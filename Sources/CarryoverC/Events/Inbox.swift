import CCarryover
import Glibc
import Synchronization

/// Where things wait until the app's own loop comes for them.
///
/// Its descriptor is readable exactly while something waits. It is closed with the last reference, so that no call
/// that is still under way finds another file under its number.
final class Inbox: Sendable {
    private struct State {
        var queue = DeliveryQueue(capacity: 256)
        var listener: EventListener?
        var state = ""
        var isClosed = false

        /// Inside the lock, so that descriptor and queue never disagree.
        mutating func append(_ delivery: Delivery, _ descriptor: Int32) {
            guard !isClosed else { return }
            if queue.isEmpty { carryover_platform_raise(descriptor) }
            queue.append(delivery)
        }
    }

    let descriptor: Int32
    /// How many legacy logins were exchanged so far.
    let exchanges = Atomic<Int>(0)
    private let state = Mutex(State())

    /// Creates an inbox, or returns `nil` when there is no descriptor left.
    init?() {
        descriptor = carryover_platform_flag()
        guard descriptor >= 0 else { return nil }
    }

    deinit { Glibc.close(descriptor) }

    /// Who is told of events.
    var listener: EventListener? {
        get { state.withLock { $0.listener } }
        set { state.withLock { $0.listener = newValue } }
    }

    func append(_ delivery: Delivery) {
        state.withLock { $0.append(delivery, descriptor) }
    }

    /// Tells the state, unless it is the one that was told last.
    ///
    /// - Parameters:
    ///   - present: The present state; asked inside the lock, so that of two who tell, the later one tells the newer one.
    ///   - event: The event for it.
    func tell(_ present: () -> String, event: (String) -> String) {
        state.withLock { state in
            let name = present()
            guard state.state != name else { return }
            state.state = name
            state.append(.event(event(name)), descriptor)
        }
    }

    var count: Int { state.withLock { $0.queue.count } }

    func next() -> Delivery? { take { $0.next() } }

    func nextEvent() -> String? { take { $0.nextEvent() } }

    /// Forgets what waits, and takes nothing in any more.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.listener = nil
            state.queue.removeAll()
            carryover_platform_lower(descriptor)
        }
    }

    private func take<Element>(_ body: (inout DeliveryQueue) -> sending Element?) -> Element? {
        state.withLock { state in
            let element = body(&state.queue)
            if state.queue.isEmpty { carryover_platform_lower(descriptor) }
            return element
        }
    }
}

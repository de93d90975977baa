/// Who waits for the one piece of work that is under way.
///
/// A pure value: whoever holds it does the resuming.
///
/// The rule that is easy to get wrong: a waiter that came after take-off must not be answered with the very token that
/// it wants replaced, nor with too short a life, so it stays on the board for the next flight, which is told of it.
struct FlightBoard<Waiter> {
    struct Entry {
        let waiter: Waiter
        /// The token that this waiter wants another one for, if any.
        let unwanted: Fingerprint?
        /// Whether that is because a server has refused it.
        let isRefused: Bool
        /// The life that this waiter needs the token to have.
        let minimum: Duration
        /// Whether the flight under way was told of what this waiter wants.
        var isCounted = false
    }

    private(set) var isFlying = false
    private var nextID: UInt64 = 0
    private var entries: [UInt64: Entry] = [:]

    /// Takes an identifier for a waiter that is about to join.
    mutating func makeID() -> UInt64 {
        nextID += 1
        return nextID
    }

    /// Adds a waiter.
    ///
    /// Returns whether a flight has to be started for it.
    mutating func join(
        _ id: UInt64,
        _ waiter: Waiter,
        unwanted: Fingerprint?,
        isRefused: Bool = false,
        minimum: Duration = .zero
    ) -> Bool {
        entries[id] = Entry(waiter: waiter, unwanted: unwanted, isRefused: isRefused, minimum: minimum)
        defer { isFlying = true }
        return !isFlying
    }

    /// Takes a waiter off the board: its task was cancelled.
    ///
    /// The flight goes on for the others, and for the store.
    mutating func leave(_ id: UInt64) -> Waiter? {
        entries.removeValue(forKey: id)?.waiter
    }

    /// Begins a flight, and tells what is wanted of it.
    mutating func takeOff() -> FlightDemand {
        var demand = FlightDemand()
        for id in entries.keys {
            entries[id]?.isCounted = true
            guard let entry = entries[id] else { continue }
            if let unwanted = entry.unwanted {
                demand.unwanted.insert(unwanted)
                if entry.isRefused { demand.refused.insert(unwanted) }
            }
            demand.minimum = max(demand.minimum, entry.minimum)
        }
        return demand
    }

    /// Ends the flight.
    ///
    /// - Parameters:
    ///   - token: The token that it brought, or `nil` for a failure.
    ///   - suits: Whether that token has a given life left.
    /// - Returns: The waiters to answer now, and whether another flight has to start for those who stay.
    mutating func land(
        with token: Fingerprint?,
        suits: (Duration) -> Bool = { _ in true }
    ) -> (answered: [Waiter], fliesAgain: Bool) {
        var answered: [Waiter] = []
        var staying: [UInt64: Entry] = [:]
        // Who came first is answered first. A task group looks for each child that ends from its first one on; any other
        // order would cost it the square of their number.
        for id in entries.keys.sorted() {
            guard let entry = entries[id] else { continue }
            // A flight that was told and brings the same token all the same would bring it once more.
            if let token, !entry.isCounted, entry.unwanted == token || !suits(entry.minimum) {
                staying[id] = entry
            } else {
                answered.append(entry.waiter)
            }
        }
        entries = staying
        isFlying = !staying.isEmpty
        return (answered, isFlying)
    }
}

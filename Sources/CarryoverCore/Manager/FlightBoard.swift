/// Who waits for the one piece of work that is under way.
///
/// A pure value: whoever holds it does the resuming.
///
/// The rule that is easy to get wrong: a waiter that came after take-off must not be answered with the very token that
/// it wants replaced, nor with too short a life, so it stays on the board for the next flight, which is told of it.
struct FlightBoard<Waiter> {
    private struct Entry {
        let waiter: Waiter
        let wish: FlightWish
        /// Whether the flight under way was told of the wish.
        var isCounted = false
    }

    private(set) var isFlying = false
    /// Whether the flight under way takes longer than anybody waits for it.
    private(set) var isLate = false
    /// By number, from `first` on, with gaps for those who left: neither hashed nor sorted, because a hundred thousand may
    /// be waiting.
    private var entries: [Entry?] = []
    private var first: UInt64 = 0

    /// Adds a waiter.
    ///
    /// - Parameter number: What it is known by; whoever came later has a larger one.
    /// - Returns: Whether a flight has to be started for it.
    mutating func join(_ number: UInt64, _ waiter: Waiter, _ wish: FlightWish = FlightWish()) -> Bool {
        if entries.isEmpty { first = number }
        // Numbers are drawn before anybody is here, so that one may come late.
        if number < first {
            entries.insert(contentsOf: repeatElement(nil, count: Int(first - number)), at: 0)
            first = number
        }
        let index = Int(number - first)
        while entries.count <= index { entries.append(nil) }
        entries[index] = Entry(waiter: waiter, wish: wish)
        defer { isFlying = true }
        return !isFlying
    }

    /// Takes a waiter off the board: its task was cancelled.
    ///
    /// The flight goes on for the others, and for the store.
    mutating func leave(_ number: UInt64) -> Waiter? {
        guard number >= first, number - first < UInt64(entries.count) else { return nil }
        let index = Int(number - first)
        defer {
            entries[index] = nil
            while case .some(.none) = entries.last { entries.removeLast() }
        }
        return entries[index]?.waiter
    }

    /// Notes that the flight under way takes too long, and takes those off the board who have waited for it.
    ///
    /// Until it lands nobody joins it, and there is no other.
    mutating func turnAway() -> [Waiter] {
        guard isFlying else { return [] }
        isLate = true
        defer { entries = [] }
        return entries.compactMap { $0?.waiter }
    }

    /// Begins a flight, and tells what is wanted of it.
    mutating func takeOff() -> FlightDemand {
        var demand = FlightDemand()
        for index in entries.indices {
            guard let wish = entries[index]?.wish else { continue }
            entries[index]?.isCounted = true
            demand.add(wish)
        }
        return demand
    }

    /// Ends the flight.
    ///
    /// - Parameters:
    ///   - token: The token that it brought, or `nil` for a failure.
    ///   - suits: Whether that token has a given life left.
    /// - Returns: The waiters to answer now, who came first before the others, and whether another flight has to start for
    ///   those who stay.
    mutating func land(
        with token: Fingerprint?,
        suits: (Duration) -> Bool = { _ in true }
    ) -> (answered: [Waiter], fliesAgain: Bool) {
        var answered: [Waiter] = []
        answered.reserveCapacity(entries.count)
        var isStaying = false
        // Nearly everybody needs the same.
        var last: (minimum: Duration, suits: Bool)?
        for index in entries.indices {
            guard let entry = entries[index] else { continue }
            // A flight that was told and brings the same token all the same would bring it once more.
            if let token, !entry.isCounted {
                if entry.wish.unwanted == token {
                    isStaying = true
                    continue
                }
                if last?.minimum != entry.wish.minimum {
                    last = (entry.wish.minimum, suits(entry.wish.minimum))
                }
                if last?.suits == false {
                    isStaying = true
                    continue
                }
            }
            answered.append(entry.waiter)
            entries[index] = nil
        }
        if !isStaying { entries = [] }
        isLate = false
        isFlying = isStaying
        return (answered, isFlying)
    }
}

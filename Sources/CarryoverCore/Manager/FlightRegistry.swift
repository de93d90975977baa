import Synchronization

/// The flights of this process, by the record they are about: two managers over one store share one.
enum FlightRegistry {
    private struct Entry {
        weak var flights: SharedFlights?
    }

    private static let entries = Mutex<[String: Entry]>([:])

    /// The flights about a store; they live as long as somebody holds them.
    static func flights(for storeIdentity: String) -> SharedFlights {
        entries.withLock { entries in
            if let flights = entries[storeIdentity]?.flights { return flights }
            entries = entries.filter { $0.value.flights != nil }
            let flights = SharedFlights()
            entries[storeIdentity] = Entry(flights: flights)
            return flights
        }
    }
}

/// What is shared by every manager of one record in this process.
final class SharedFlights: Sendable {
    let refresh = Flight<HeldSession>()
    /// Failures in a row and the uptime before which nobody asks again.
    let cooldown = Mutex(Cooldown())
    /// The refresh tokens in whose place this process has seen another one.
    let replaced = Mutex(ReplacedTokens())
    /// The refresh that the store took no note of, because it is the very reason why tokens are in memory only.
    let unwrittenIntent = Mutex<RefreshIntent?>(nil)
    /// What asks for another token in vain.
    let refusedOnArrival = Mutex(RefusedOnArrival())
    /// New tokens that could not be written yet: every manager has to know that the stored ones are spent.
    let unsaved = Mutex(UnsavedTokens())
    /// The lock, kept for as long as there are such tokens: no other process may send the spent one meanwhile.
    let keptLease = Mutex<(any FlightLease)?>(nil)
}

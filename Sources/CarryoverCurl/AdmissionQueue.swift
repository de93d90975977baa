/// Decides which requests may run at a time and which wait, first come, first served.
///
/// Waiting counts towards a request's time limit.
struct AdmissionQueue<Element> {
    private struct Entry {
        let deadline: SuspendingClock.Instant
        let element: Element
    }

    private let capacity: Int
    private var entries: [UInt64: Entry] = [:]
    // May name requests that are gone; they are skipped when their turn comes.
    private var order: ArraySlice<UInt64> = []

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    /// The number of requests that wait.
    var count: Int { entries.count }

    /// When the first of those that wait has to be given up.
    var nextDeadline: SuspendingClock.Instant? { entries.values.lazy.map(\.deadline).min() }

    /// Adds a request at the end.
    mutating func append(_ element: Element, id: UInt64, deadline: SuspendingClock.Instant) {
        entries[id] = Entry(deadline: deadline, element: element)
        order.append(id)
    }

    /// Takes a request out, or returns `nil` when it does not wait.
    mutating func remove(_ id: UInt64) -> Element? {
        entries.removeValue(forKey: id)?.element
    }

    /// Takes out the requests that have waited too long.
    mutating func expire(at now: SuspendingClock.Instant) -> [Element] {
        guard entries.values.contains(where: { $0.deadline <= now }) else { return [] }
        let late = entries.filter { $0.value.deadline <= now }.keys.sorted()
        return late.compactMap { remove($0) }
    }

    /// Whether a request waits that need not.
    func canStart(running: Int) -> Bool { running < capacity && !entries.isEmpty }

    /// Takes out the next request, or returns `nil` when none waits or as many run as may.
    mutating func next(running: Int) -> Element? {
        guard canStart(running: running) else { return nil }
        while let id = order.popFirst() {
            if let element = remove(id) { return element }
        }
        return nil
    }

    /// Takes out all requests, in order.
    mutating func removeAll() -> [Element] {
        defer { order = [] }
        return order.compactMap { remove($0) }
    }
}

import Carryover

/// What is still to be told: the newest events, and every answer.
struct DeliveryQueue {
    private let capacity: Int
    private var deliveries: [Delivery] = []
    private var events = 0
    private var lost = 0

    /// Creates an empty queue.
    ///
    /// - Parameter capacity: How many events are kept.
    init(capacity: Int) { self.capacity = capacity }

    var isEmpty: Bool { deliveries.isEmpty }

    /// How many calls it takes to empty the queue.
    var count: Int { deliveries.count + (lost > 0 ? 1 : 0) }

    mutating func append(_ delivery: Delivery) {
        if delivery.isEvent {
            if events == capacity, let oldest = deliveries.firstIndex(where: \.isEvent) {
                deliveries.remove(at: oldest)
                lost += 1
            } else {
                events += 1
            }
        }
        deliveries.append(delivery)
    }

    /// Takes the next one out.
    mutating func next() -> Delivery? {
        if let loss = takeLoss() { return .event(loss) }
        guard !deliveries.isEmpty else { return nil }
        let delivery = deliveries.removeFirst()
        if delivery.isEvent { events -= 1 }
        return delivery
    }

    /// Takes the next event out, past the answers before it.
    mutating func nextEvent() -> String? {
        if let loss = takeLoss() { return loss }
        guard let index = deliveries.firstIndex(where: \.isEvent) else { return nil }
        guard case .event(let text) = deliveries.remove(at: index) else { return nil }
        events -= 1
        return text
    }

    mutating func removeAll() {
        deliveries = []
        (events, lost) = (0, 0)
    }

    private mutating func takeLoss() -> String? {
        guard lost > 0 else { return nil }
        defer { lost = 0 }
        return JSONValue.object(["event": "events.lost", "count": .integer(lost)]).text
    }
}

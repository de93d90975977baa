import Metrics

/// What is counted and timed, for a backend that the app may have set up for swift-metrics.
enum SessionMetrics {
    /// Counts an event by its name, which is one of a fixed set.
    static func count(_ event: SessionEvent) {
        guard let name = event.name else { return }
        Counter(label: "carryover.events", dimensions: [("event", name)]).increment()
    }

    /// Counts a failure by its code, which is one of a small set.
    static func count(_ error: SessionError) {
        Counter(label: "carryover.errors", dimensions: [("code", error.code.rawValue)]).increment()
    }

    /// Notes how long the provider took for a refresh, well or badly.
    static func record(refresh duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        Metrics.Timer(label: "carryover.refresh").recordNanoseconds(nanoseconds)
    }
}

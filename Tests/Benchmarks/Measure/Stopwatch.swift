/// The time since a moment.
struct Stopwatch {
    private let start = ContinuousClock.now

    var nanoseconds: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) * 1e9 + Double(attoseconds) / 1e9
    }

    var milliseconds: Double { nanoseconds / 1e6 }
}

/// The middle of some numbers; the lower one of two.
func median(_ numbers: [Double]) -> Double {
    numbers.isEmpty ? .nan : numbers.sorted()[(numbers.count - 1) / 2]
}

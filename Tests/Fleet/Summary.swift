/// What a scenario came to, in the numbers that somebody who runs the endpoint asks for.
struct Summary: Sendable {
    let name: String
    let requests: Int
    let migrated: Int
    /// The requests of the busiest second.
    let peak: Int
    /// The busiest second, counted from the release.
    let peakTime: Int
    /// The requests in a second of the busiest hour, on average.
    let busiestHour: Int
    /// The requests of the busiest second of the outage, and of the hour after it.
    let outagePeaks: (during: Int, after: Int)?
    /// The requests of the busiest second in each stretch of the time.
    let curve: [Int]

    /// The length of a stretch of the curve, in seconds.
    static let stretch = 900

    init(_ scenario: Scenario, _ load: Load) {
        let seconds = load.requests
        name = scenario.name
        migrated = load.migrated
        requests = seconds.reduce(0, +)
        peak = seconds.max() ?? 0
        peakTime = seconds.firstIndex(of: peak) ?? 0
        busiestHour = Self.stretches(of: seconds, length: 3600).map { $0.reduce(0, +) / $0.count }.max() ?? 0
        outagePeaks = scenario.outage.map { outage in
            let (start, end) = (Int(outage.start), Int(outage.end))
            return (seconds[start..<end].max() ?? 0, seconds[end..<end + 3600].max() ?? 0)
        }
        curve = Self.stretches(of: seconds, length: Self.stretch).map { $0.max() ?? 0 }
    }

    private static func stretches(of seconds: [Int], length: Int) -> [ArraySlice<Int>] {
        stride(from: 0, to: seconds.count, by: length).map { seconds[$0..<min($0 + length, seconds.count)] }
    }
}

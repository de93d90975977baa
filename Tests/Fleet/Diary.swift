import Glibc

/// The times at which one installation runs the app, in seconds after the release.
struct Diary: IteratorProtocol, Sendable {
    struct Visit: Sendable {
        let start: Double
        let end: Double
    }

    /// How much more the app is used at the busiest hour than on average; as much less at the quietest.
    static let swing = 0.6
    /// The busiest hour, counted from that of the release.
    private static let busiestHour = 4.0
    /// The use in each quarter of an hour, as a share of the busiest one's.
    private static let curve = (0..<96).map { quarter in
        (1 + swing * cos((Double(quarter) / 4 - busiestHour) / 24 * 2 * .pi)) / (1 + swing)
    }

    private var random: SeededRandom
    private var time: Double
    private let shortestMeanGap: Double
    private let sessionLength: Double

    init(_ population: Population, number: Int) {
        random = SeededRandom(seed: population.seed, number: number, stream: 1)
        time = random.wait(mean: population.adoptionHalfLife / M_LN2)
        shortestMeanGap = Population.day / population.startsPerDay / (1 + Self.swing)
        sessionLength = population.sessionLength
    }

    mutating func next() -> Visit? {
        // Starts at the rate of the busiest hour, of which the other hours keep only some.
        repeat { time += random.wait(mean: shortestMeanGap) } while random.fraction() >= use(at: time)
        let start = time
        time += random.wait(mean: sessionLength)
        return Visit(start: start, end: time)
    }

    private func use(at time: Double) -> Double {
        Self.curve[Int(time / 900) % Self.curve.count]
    }
}

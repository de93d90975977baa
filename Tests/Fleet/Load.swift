/// What arrives at the migration endpoint, second by second.
struct Load: Sendable {
    /// By how much each second's requests differ from those of the second before, so that a long row of
    /// requests costs no more than a single one.
    private var differences: [Int32]
    private(set) var migrated = 0

    init(seconds: Int) {
        differences = Array(repeating: 0, count: seconds + 1)
    }

    /// The time that is looked at, in seconds.
    var horizon: Double { Double(differences.count - 1) }

    /// Counts a request.
    mutating func request(at time: Double) {
        requestEachSecond(from: time, count: 1)
    }

    /// Counts requests, one in each second.
    mutating func requestEachSecond(from time: Double, count: Int) {
        let first = Int(time)
        guard first < differences.count - 1, count > 0 else { return }
        differences[first] += 1
        differences[min(first + count, differences.count - 1)] -= 1
    }

    /// Counts an installation that has gone over.
    mutating func migrate() { migrated += 1 }

    mutating func add(_ other: Load) {
        migrated += other.migrated
        for index in differences.indices { differences[index] += other.differences[index] }
    }

    /// The requests of each second.
    var requests: [Int] {
        var count = 0
        return differences.dropLast().map { difference in
            count += Int(difference)
            return count
        }
    }
}

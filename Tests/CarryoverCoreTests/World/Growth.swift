/// How cost grows with size.
enum Growth {
    /// How many times as much the large one costs as the small one, each at its best.
    ///
    /// A busy machine makes either of them look dear: they are measured in turn, and again until the growth is within
    /// the bound or has shown often enough that it is not.
    nonisolated(nonsending) static func factor(
        from small: Int,
        to large: Int,
        bound: Double,
        _ cost: (Int) async throws -> Duration
    ) async rethrows -> Double {
        var (least, most) = (Duration.seconds(3600), Duration.seconds(3600))
        for _ in 1...6 {
            least = min(least, try await cost(small))
            most = min(most, try await cost(large))
            if most / least <= bound { break }
        }
        return most / least
    }
}

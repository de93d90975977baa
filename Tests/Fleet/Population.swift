/// How people come by the release and use the app.
struct Population: Sendable {
    static let day = 86_400.0

    /// The number of installations.
    let installations: Int
    /// How long it takes until half of those without the release have it, in seconds.
    let adoptionHalfLife: Double
    /// How often an installation starts the app in a day, on average.
    let startsPerDay: Double
    /// How long the app runs then, in seconds, on average.
    let sessionLength: Double
    /// What decides all that is random.
    let seed: UInt64

    /// What one installation does from the moment when it has the release.
    func diary(of number: Int) -> Diary {
        Diary(self, number: number)
    }
}

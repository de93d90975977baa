/// For how long fetched keys are kept, and how often they may be fetched.
public struct KeyCachePolicy: Sendable, Equatable {
    /// The age at which keys are fetched anew before they are used again.
    public var maximumAge: Duration
    /// The age up to which keys are used although they cannot be fetched.
    ///
    /// A key that the provider has withdrawn is accepted for that long where somebody keeps the new set away.
    public var maximumStaleness: Duration
    /// The shortest time between two fetches, whatever tokens turn up.
    ///
    /// After a failure the first repetition comes sooner: after a second, then two, up to this.
    public var minimumInterval: Duration

    /// Creates a policy: an hour, a day and half a minute.
    public init(
        maximumAge: Duration = .seconds(3600),
        maximumStaleness: Duration = .seconds(86_400),
        minimumInterval: Duration = .seconds(30)
    ) {
        self.maximumAge = maximumAge
        self.maximumStaleness = maximumStaleness
        self.minimumInterval = minimumInterval
    }
}

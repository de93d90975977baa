/// What a flight does, and what may be said of what it brings.
struct FlightPlan<Value: Sendable>: Sendable {
    /// Tells which token a value holds.
    var token: @Sendable (Value) -> Fingerprint? = { _ in nil }
    /// Tells whether a value's token has a given life left.
    var suits: @Sendable (Value, Duration) -> Bool = { _, _ in true }
    /// Returns when nobody should wait any longer, where there is such a time; it is cancelled when the flight lands before.
    var patience: (@Sendable () async -> Void)?
    /// Does the work; it is told what is wanted by those who have joined before it begins.
    var work: @Sendable (FlightDemand) async -> Result<Value, SessionError>
}

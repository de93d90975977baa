/// What a flight does, and what may be said of what it brings.
struct FlightPlan<Value: Sendable>: Sendable {
    /// Tells which token a value holds.
    var token: @Sendable (Value) -> Fingerprint? = { _ in nil }
    /// Tells whether a value's token has a given life left.
    var suits: @Sendable (Value, Duration) -> Bool = { _, _ in true }
    /// Does the work; it is told what is wanted by those who have joined before it begins.
    var work: @Sendable (FlightDemand) async -> Result<Value, SessionError>
}

/// How those who wait for a flight are told that it takes longer than anybody should wait.
///
/// Known to whoever does the flight's work, however deep: the request that takes its time may be one of several.
final class FlightPatience: Sendable {
    /// That of the flight which the task belongs to.
    @TaskLocal static var current: FlightPatience?

    /// Sends those away who wait for the flight, and those who come before it has landed.
    let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) { self.end = end }
}

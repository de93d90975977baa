/// How those who wait for a flight are told that it takes longer than anybody should wait.
///
/// Known to whoever does the flight's work, however deep: the request that takes its time may be one of several.
enum FlightPatience {
    /// Sends those away who wait for the flight that the task belongs to, and those who come before it has landed.
    @TaskLocal static var end: (@Sendable () -> Void)?
}

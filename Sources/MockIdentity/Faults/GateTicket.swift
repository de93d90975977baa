/// The right to wait for a gate's next opening.
struct GateTicket: Sendable {
    let opening: AsyncStream<Void>

    /// Waits for the opening.
    ///
    /// - Throws: `CancellationError` where the server is stopped meanwhile.
    func wait() async throws {
        for await _ in opening {}
        try Task.checkCancellation()
    }
}

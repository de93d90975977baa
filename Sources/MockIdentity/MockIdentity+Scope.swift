extension MockIdentity {
    /// Runs a body with running mock servers and stops them after it, whatever happens.
    package static func run<Result>(
        settings: MockSettings = MockSettings(),
        keys: MockKeys? = nil,
        clock: MockClock = MockClock(),
        identifiers: IdentifierSource = .system,
        _ body: (MockIdentity) async throws -> Result
    ) async throws -> Result {
        let mock = try await start(settings: settings, keys: keys, clock: clock, identifiers: identifiers)
        do {
            let result = try await body(mock)
            await mock.stop()
            return result
        } catch {
            await mock.stop()
            throw error
        }
    }
}

import Carryover
import MockIdentity
import Testing

/// What one process does is seen by another that runs, at once and not at its next look, which is an hour away.
@Suite(.timeLimit(.minutes(10)))
struct WatchTests {
    /// Runs a body beside a manager of this process that looks after a session which is good for an hour.
    private func watching(
        _ body: (Installation, SessionManager, AsyncStream<SessionEvent>) async throws -> Void
    ) async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            let text = try #require(installation.read(installation.configurationFile))
            let environment = ProcessEnvironment(
                variables: installation.environment,
                home: installation.folder
            )
            let configuration = try Configuration(json: Secret(text), environment: environment)
            let manager = Composition(configuration, isInteractive: false).manager()
            #expect(await manager.start().state.name == "active")
            let events = manager.events
            let run = Task { await manager.run() }
            try await body(installation, manager, events)
            run.cancel()
            await run.value
        }
    }

    @Test("a sign-out in another process is seen within a second")
    func signOut() async throws {
        try await watching { installation, manager, events in
            let finished = try await installation.demo("sign-out")
            #expect(finished.exitCode == 0)
            let clock = ContinuousClock()
            let start = clock.now
            for await event in events {
                if case .state(.signedOut) = event { break }
            }
            #expect(clock.now - start < .seconds(1))
            #expect(manager.currentAccessToken == nil)
        }
    }

    @Test("a refresh in another process is seen within a second, and taken over without a request")
    func refresh() async throws {
        try await watching { installation, manager, events in
            let before = manager.currentAccessToken
            let finished = try await installation.demo("refresh")
            #expect(finished.exitCode == 0)
            let clock = ContinuousClock()
            let start = clock.now
            for await event in events {
                if case .state(.active(let session)) = event, session.accessToken != before { break }
            }
            #expect(clock.now - start < .seconds(1))
            #expect(manager.currentAccessToken != before)
            let refreshes = installation.mock.ledger.entries.count { $0.path == "/auth/session/refresh" }
            #expect(refreshes == 1)
        }
    }
}

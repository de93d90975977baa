import CarryoverTesting
import Testing

@testable import CarryoverCore

/// An installation with a session of a scripted provider: the tokens are numbered, and the first ones are number 0.
struct RefreshBench {
    let bench = Bench(legacyLifetime: nil)
    let provider: ScriptedProvider
    let store: LockedStore

    var time: ManualTimeSource { bench.time }

    init(lifetime: Duration? = .seconds(3600), reuseWindow: Duration? = .seconds(30)) async throws {
        let origin = Bench.endpoint(Servers.api).origin
        provider = ScriptedProvider(lifetime: lifetime, origins: [origin], reuseWindow: reuseWindow)
        store = LockedStore(bench.store)
        let session = provider.session(0, at: bench.time)
        try await bench.change { $0.session = session }
    }

    /// A manager on this machine's store; those of one process share their flights.
    func manager(_ adjust: (inout ManagerConfiguration) -> Void = { _ in }) throws -> SessionManager {
        try bench.manager { configuration in
            configuration.provider = provider
            configuration.store = store
            configuration.legacySources = []
            adjust(&configuration)
        }
    }

    /// A manager in a process of its own.
    func otherProcess() throws -> SessionManager {
        try manager { $0.store = MortalStore(store: store, life: Lifeline()) }
    }

    /// Refreshes once while the store takes the note but not the new tokens, and takes nothing from then on.
    func refreshUnsaved(_ manager: SessionManager) async throws {
        await manager.start()
        provider.hold()
        async let refreshed = manager.refresh()
        await provider.calls(atLeast: 1)
        store.refusesWrites = true
        provider.release()
        #expect(try await refreshed.accessToken.exposed == "access-1")
    }

    /// Runs a process to its end and returns the names of everything it said.
    func names(of work: (SessionManager) async throws -> Void) async throws -> [String] {
        let events = try await bench.events { configuration in
            configuration.provider = provider
            configuration.store = store
            configuration.legacySources = []
        } of: {
            try await work($0)
        }
        return events.compactMap(\.name)
    }

    /// Stores another session, as another process would that has refreshed.
    func store(session number: Int) async throws {
        let session = provider.session(number, at: time)
        try await bench.change { $0.session = session }
    }

    /// The refresh tokens that were sent, in order.
    var sent: [String] {
        provider.calls.filter { $0.operation == .refresh }.compactMap { $0.token?.exposed }
    }

    static func error(
        _ kind: ProviderError.Kind,
        mayHaveArrived: Bool = true,
        retryAfter: Duration? = nil
    ) -> ProviderError {
        ProviderError(
            kind,
            code: "scripted-\(kind.rawValue)",
            endpoint: Bench.endpoint(Servers.api),
            retryAfter: retryAfter,
            mayHaveArrived: mayHaveArrived
        )
    }
}

import CarryoverTesting
import FoundationEssentials
import Synchronization

@testable import CarryoverCore

/// One installation of an app on one machine: what outlives the process, and the two servers beyond the wire.
struct Bench {
    let time: ManualTimeSource
    let servers: Servers
    let transport: ScriptedTransport
    let store: InMemorySessionStore
    let source: ScriptedLegacySource
    let lock: InMemoryFlightLock
    private let ids = Counter()

    /// - Parameters:
    ///   - legacyLifetime: The life that is left in the legacy access token, or `nil` where nobody ever signed in.
    init(legacyLifetime: Duration? = .seconds(3600)) {
        let time = ManualTimeSource()
        let servers = Servers(time: time)
        self.time = time
        self.servers = servers
        transport = ScriptedTransport(servers.respond)
        store = InMemorySessionStore(identity: RandomID.make())
        source = ScriptedLegacySource(legacyLifetime.map { servers.signInAtOld(lifetime: $0) })
        lock = InMemoryFlightLock(time: time)
    }

    static func endpoint(_ url: String) -> Endpoint {
        do { return try Endpoint(url) } catch { preconditionFailure("\(url) is no endpoint") }
    }

    func provider(
        _ place: SuperTokensProvider.LegacyTokenPlace = .header
    ) throws -> SuperTokensProvider {
        try SuperTokensProvider(apiDomain: Self.endpoint(Servers.api), legacyTokenPlace: place)
    }

    /// What a process starts with.
    ///
    /// Transient failures are deferred at once, so that nothing waits within a start.
    func configuration(_ adjust: (inout ManagerConfiguration) -> Void = { _ in }) throws
        -> ManagerConfiguration
    {
        var configuration = ManagerConfiguration(
            provider: try provider(),
            store: store,
            lock: lock,
            transport: transport,
            time: time
        )
        configuration.legacySources = [source]
        let client = OAuthClient(id: "app", authentication: .none)
        configuration.legacyProvider = LegacyProvider(
            issuer: nil,
            refresh: .init(endpoint: Self.endpoint(Servers.old + "/oauth/token"), client: client),
            revocation: .init(
                endpoint: Self.endpoint(Servers.old + "/oauth/revoke"),
                client: client,
                tokens: [.refreshToken, .accessToken]
            )
        )
        configuration.migrationPolicy.budget = .zero
        configuration.random = { 0.5 }
        // Nobody loses patience with a machine that is busy.
        configuration.wait = { _ in await Bell().wait() }
        configuration.makeID = { [ids] in "id-\(ids.next())" }
        adjust(&configuration)
        return configuration
    }

    /// A process that has just been started.
    func manager(_ adjust: (inout ManagerConfiguration) -> Void = { _ in }) throws -> SessionManager {
        SessionManager(try configuration(adjust))
    }

    /// The record in the store, or an empty one.
    func record() async -> SessionRecord {
        if case .record(let record) = await RecordKeeper(store: store).read() {
            record
        } else {
            SessionRecord()
        }
    }

    /// Changes the record behind every manager's back, as another process would.
    func change(_ body: (inout SessionRecord) -> Void) async throws {
        _ = try await RecordKeeper(store: store).update { record -> RecordKeeper.Decision<Void> in
            body(&record)
            return .write(())
        }
    }

    /// Runs a process to its end and returns everything it said.
    func events(
        _ adjust: (inout ManagerConfiguration) -> Void = { _ in },
        of work: (SessionManager) async throws -> Void
    ) async throws -> [SessionEvent] {
        let events: AsyncStream<SessionEvent>
        do {
            let manager = try manager(adjust)
            events = manager.events
            try await work(manager)
        }
        var result: [SessionEvent] = []
        for await event in events { result.append(event) }
        return result
    }
}

/// A number that grows.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

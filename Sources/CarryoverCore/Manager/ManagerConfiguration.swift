public import Logging

/// Everything that a manager works with.
///
/// Whatever is not given takes its default.
public struct ManagerConfiguration: Sendable {
    /// The new provider.
    public var provider: any IdentityProvider
    /// Where the record is kept.
    public var store: any SessionStore
    /// The lock over processes.
    public var lock: any FlightLock
    /// Performs requests.
    public var transport: any HTTPTransport
    /// Tells the time.
    public var time: any TimeSource
    /// Where a legacy credential may be, in order of preference.
    public var legacySources: [any LegacySource] = []
    /// The old provider.
    package var legacyProvider = LegacyProvider(issuer: nil, refresh: nil, revocation: nil)
    /// Who is migrated, and when.
    public var rollout = Rollout()
    /// The app's own decision on who is migrated, asked with ``Rollout/Strategy/rolling`` instead of the percentage.
    public var rolloutDecision: RolloutDecision?
    /// What must be equal between the legacy login and the new session.
    public var identityRule = IdentityRule.none
    /// How refreshes are paced.
    public var refreshPolicy = RefreshPolicy()
    /// How migrations are paced.
    public var migrationPolicy = MigrationPolicy()
    /// The origins that requests may carry the token to, besides the provider's own.
    public var allowedOrigins: [Origin] = []
    /// Where the library writes what it does; nothing above `debug` in normal use, and never a secret.
    public var logger = Logger(label: "carryover", factory: { _ in SwiftLogNoOpLogHandler() })
    /// Told of every event, on the task that it happens in and before that task goes on.
    public var observer: (@Sendable (SessionEvent) -> Void)?
    /// Signals that the network may have come back; too often is better than too seldom.
    ///
    /// ``SessionManager/run()`` listens while it pauses because nobody could be reached, and then ends the pause.
    public var networkChanges: (@Sendable () -> AsyncStream<Void>)?
    /// A random number from 0 to 1, for jitter.
    public var random: @Sendable () -> Double = { Double.random(in: 0...1) }
    /// A new random identifier in the form of a UUID (RFC 9562).
    public var makeID: @Sendable () -> String = RandomID.make
    /// Counts the refreshes that are under way.
    package var refreshesUnderWay = RefreshesUnderWay.ofThisProcess
    /// Waits for so long, or until it is cancelled: by a clock that stands still while the machine sleeps, as the one does
    /// that requests are timed by.
    package var wait: @Sendable (Duration) async -> Void = { duration in
        try? await Task.sleep(for: duration, tolerance: duration / 20, clock: .suspending)
    }

    /// Creates a configuration.
    public init(
        provider: any IdentityProvider,
        store: any SessionStore,
        lock: any FlightLock,
        transport: any HTTPTransport,
        time: any TimeSource
    ) {
        self.provider = provider
        self.store = store
        self.lock = lock
        self.transport = transport
        self.time = time
    }

    /// What a provider is asked with, within a limit where there is one.
    func context(within limit: Duration? = nil) -> ProviderContext {
        let timeout = min(
            refreshPolicy.requestTimeout,
            max(limit ?? refreshPolicy.requestTimeout, .seconds(1))
        )
        return ProviderContext(transport: transport, time: time, timeout: timeout)
    }

    /// Asks a provider for something that a refresh token is spent for.
    ///
    /// Its answer may be had only once, so it is waited for when nobody else waits any more.
    func spending<Value: Sendable>(
        _ ask: (ProviderContext) async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        let timeout = max(refreshPolicy.requestTimeout, refreshPolicy.answerTimeout)
        let context = ProviderContext(transport: transport, time: time, timeout: timeout)
        let result = await withTaskGroup(of: Void.self) { [wait, refreshPolicy] group in
            group.addTask {
                await wait(refreshPolicy.requestTimeout)
                if !Task.isCancelled { FlightPatience.current?.end() }
            }
            let result: Result<Value, ProviderError>
            do throws(ProviderError) { result = .success(try await ask(context)) } catch {
                result = .failure(error)
            }
            group.cancelAll()
            return result
        }
        return try result.get()
    }

    var keeper: RecordKeeper { RecordKeeper(store: store, makeLineage: makeID) }

    var search: LegacySearch {
        LegacySearch(
            sources: legacySources,
            issuer: legacyProvider.issuer,
            client: legacyProvider.refresh?.client.id,
            provider: provider,
            time: time
        )
    }
}

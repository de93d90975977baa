package import CarryoverCore
import CarryoverCurl
import CarryoverStorage
package import Logging

/// The parts of one app, put together from its configuration.
///
/// Nothing is opened, loaded or sent by that.
package struct Composition: Sendable {
    package let configuration: Configuration
    package var transport: any HTTPTransport
    package let time: any TimeSource
    package let store: any SessionStore
    package let lock: any FlightLock
    package let files: any LegacyFiles
    /// A store beside the configured one, for a round trip that touches nobody's session.
    package let probeStore: @Sendable () -> any SessionStore
    package var logger: Logger?
    package var observer: (@Sendable (SessionEvent) -> Void)?
    /// How long a migration is tried before it is deferred, where that is not for the configuration to say.
    package var migrationBudget: Duration?

    /// Puts the parts together.
    ///
    /// - Parameters:
    ///   - configuration: What the app wants.
    ///   - isInteractive: Whether a person is there whom the keyring may ask.
    ///   - notice: Told once, in words, when sessions are kept in a weaker place than the keyring.
    package init(
        _ configuration: Configuration,
        isInteractive: Bool,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.init(configuration, isInteractive, usable: nil, notice)
    }

    /// Puts the parts together, with a passphrase.
    ///
    /// - Parameter passphrase: Protects the encrypted file, where there is no keyring.
    /// - Throws: ``ConfigurationError`` when it is empty: the first save would be too late to say so.
    package init(
        _ configuration: Configuration,
        isInteractive: Bool,
        passphrase: Secret?,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(ConfigurationError) {
        guard passphrase?.isEmpty != true else {
            throw ConfigurationError("passphrase", "must not be empty")
        }
        self.init(configuration, isInteractive, usable: passphrase, notice)
    }

    private init(
        _ configuration: Configuration,
        _ isInteractive: Bool,
        usable passphrase: Secret?,
        _ notice: @escaping @Sendable (String) -> Void
    ) {
        self.configuration = configuration
        time = SystemTimeSource()
        transport = Self.makeTransport(certificateAuthorities: configuration.certificateAuthorities)
        files = PosixLegacyFiles()
        let storage = configuration.storage
        let factory: @Sendable (String) -> StorageFactory = { [time] account in
            StorageFactory(
                application: configuration.app,
                account: account,
                location: storage.location,
                time: time
            )
        }
        let makeStore: @Sendable (String) -> any SessionStore = { account in
            let factory = factory(account)
            let interaction: KeyringInteraction =
                isInteractive ? .allowed(within: .seconds(20)) : .ifItAnswersItself(within: .seconds(2))
            guard let wish = storage.backend.wish else {
                return InMemorySessionStore(identity: "\(configuration.app)/\(account)")
            }
            let keyring = factory.keyring(
                interaction,
                environment: storage.environment,
                deadline: storage.keyringTimeout
            )
            let file = factory.file(passphrase: passphrase)
            return factory.automatic(keyring, file, wish: wish) { reason in
                // Without the library, nobody knows about the service.
                let cause =
                    reason.code == .noLibrary ? "libsecret is not installed" : "there is no Secret Service"
                notice("sessions are kept in an encrypted file: \(cause) (\(reason.detail))")
            }
        }
        lock = factory(configuration.account).lock()
        store = makeStore(configuration.account)
        probeStore = { makeStore("carryover-doctor") }
    }

    /// A transport of its own, for what has no configuration.
    package static func makeTransport(certificateAuthorities: String? = nil) -> any HTTPTransport {
        CurlTransport(CurlTransport.Configuration(certificateAuthorities: certificateAuthorities))
    }

    /// The manager of the configured account.
    package func manager() -> SessionManager {
        var parts = ManagerConfiguration(
            provider: configuration.provider.provider,
            store: store,
            lock: lock,
            transport: transport,
            time: time
        )
        parts.legacySources = configuration.legacy.sources.map {
            $0.source(files: files, keyringTimeout: configuration.storage.keyringTimeout)
        }
        parts.legacyProvider = configuration.legacy.provider
        parts.identityRule = configuration.identityRule
        parts.migrationPolicy = configuration.migrationPolicy
        parts.rollout = configuration.rollout
        parts.rolloutDecision = configuration.rolloutDecision
        parts.refreshPolicy = configuration.refreshPolicy
        if let migrationBudget { parts.migrationPolicy.budget = migrationBudget }
        parts.allowedOrigins = configuration.allowedOrigins
        parts.observer = observer
        parts.networkChanges = NetworkChanges.signals
        if let logger { parts.logger = logger }
        return SessionManager(parts)
    }
}

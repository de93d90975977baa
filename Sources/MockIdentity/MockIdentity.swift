/// The mock identity servers, running: real HTTP servers on ports of 127.0.0.1.
///
/// ```swift
/// let mock = try await MockIdentity.start()
/// let tokens = try await mock.signInLegacy(subject: "auth0|ada", email: "ada@example.com")
/// mock.faults.add(.status(503, server: .supertokens, path: "/migrate-session"))
/// // … run the client …
/// #expect(mock.ledger.counters.outcomes(.supertokens, "session-created") == 1)
/// await mock.stop()
/// ```
package final class MockIdentity: Sendable {
    /// Where the servers listen.
    package let addresses: MockAddresses
    /// What was asked and answered.
    package let ledger: Ledger
    /// What is to go wrong.
    package let faults: Faults
    /// The servers' clock.
    package let clock: MockClock
    /// The old provider.
    package let legacy: LegacyServer
    /// The new provider's backend.
    package let supertokens: SuperTokensServer
    /// Descope.
    package let descope: DescopeServer
    /// Stytch.
    package let stytch: StytchServer
    /// A standard authorization server that exchanges tokens.
    package let tokenExchange: TokenExchangeServer
    /// The signing keys.
    package let keys: MockKeys

    private let settingsStore: SettingsStore
    private let initialSettings: MockSettings
    private let legacyTokens: LegacyTokenVerifier
    private let backend: StytchBackend
    private let secondOpinion: SecondOpinion
    private let listeners: Listeners

    /// Starts all servers.
    ///
    /// - Parameters:
    ///   - settings: How they behave; a reset comes back to this.
    ///   - keys: Signing keys to use instead of fresh ones.
    ///   - clock: The servers' clock.
    ///   - identifiers: Where identifiers and opaque tokens come from.
    package static func start(
        settings: MockSettings = MockSettings(),
        keys: MockKeys? = nil,
        clock: MockClock = MockClock(),
        identifiers: IdentifierSource = .system
    ) async throws -> MockIdentity {
        let keys = if let keys { keys } else { try await MockKeys.generate() }
        let listeners = Listeners()
        let ports = try await listeners.start([
            .legacy, .supertokens, .descope, .stytch, .backend, .tokenExchange, .api, .control,
        ])
        let mock = MockIdentity(
            settings: settings,
            keys: keys,
            clock: clock,
            identifiers: identifiers,
            ports: ports,
            listeners: listeners
        )
        await mock.serve(ports)
        return mock
    }

    private init(
        settings: MockSettings,
        keys: MockKeys,
        clock: MockClock,
        identifiers: IdentifierSource,
        ports: [ServerName: UInt16],
        listeners: Listeners
    ) {
        func address(_ name: ServerName) -> String { "http://127.0.0.1:\(ports[name] ?? 0)" }
        let addresses = MockAddresses(
            legacy: address(.legacy),
            supertokens: address(.supertokens),
            descope: address(.descope),
            stytch: address(.stytch),
            backend: address(.backend),
            tokenExchange: address(.tokenExchange),
            api: address(.api),
            control: address(.control)
        )
        let store = SettingsStore(settings)
        let legacy = LegacyServer(
            baseURL: addresses.legacy,
            key: keys.legacy,
            settings: store,
            clock: clock,
            identifiers: identifiers
        )
        let legacyTokens = LegacyTokenVerifier(
            settings: store,
            ownIssuer: { legacy.issuer },
            ownKeysURL: legacy.keysURL,
            clock: clock
        )
        self.addresses = addresses
        self.ledger = Ledger(clock: clock)
        self.faults = Faults()
        self.clock = clock
        self.legacy = legacy
        self.supertokens = SuperTokensServer(
            baseURL: addresses.supertokens,
            key: keys.supertokens,
            settings: store,
            legacyTokens: legacyTokens,
            clock: clock,
            identifiers: identifiers
        )
        self.descope = DescopeServer(
            baseURL: addresses.descope,
            key: keys.descope,
            settings: store,
            legacyTokens: legacyTokens,
            clock: clock,
            identifiers: identifiers
        )
        let stytch = StytchServer(
            baseURL: addresses.stytch,
            userInfoURL: addresses.legacy + "/userinfo",
            key: keys.stytch,
            settings: store,
            legacyTokens: legacyTokens,
            clock: clock,
            identifiers: identifiers
        )
        self.stytch = stytch
        self.backend = StytchBackend(stytch: stytch, legacyTokens: legacyTokens, settings: store)
        self.tokenExchange = TokenExchangeServer(
            baseURL: addresses.tokenExchange,
            key: keys.tokenExchange,
            settings: store,
            legacyTokens: legacyTokens,
            legacySubject: { token in
                legacy.allSessions.first { $0.refreshTokens.contains(Fingerprint.of(token)) }?.subject
            },
            clock: clock,
            identifiers: identifiers
        )
        self.secondOpinion = SecondOpinion(clock: clock)
        self.keys = keys
        self.settingsStore = store
        self.initialSettings = settings
        self.legacyTokens = legacyTokens
        self.listeners = listeners
    }

    /// The settings in force; a change holds from the next request on.
    package var settings: MockSettings {
        get { settingsStore.current }
        set { settingsStore.current = newValue }
    }

    /// Changes the settings in one step.
    package func configure(_ change: (inout MockSettings) throws -> Void) rethrows {
        try settingsStore.update(change)
    }

    /// Signs a user in at the old provider and returns what the old app would have stored.
    ///
    /// - Parameters:
    ///   - subject: The user.
    ///   - email: The user's address.
    ///   - expiresIn: Seconds that the access token lives, past ones included; the setting's value where `nil`.
    package func signInLegacy(
        subject: String,
        email: String,
        expiresIn: Double? = nil
    ) async throws -> LegacyTokenAnswer {
        try await legacy.signIn(subject: subject, email: email, expiresIn: expiresIn)
    }

    /// Forgets sessions, record, faults and changes of settings and clock; the addresses and keys stay.
    package func reset() {
        faults.removeAll()
        settings = initialSettings
        clock.offset = 0
        legacy.reset()
        supertokens.reset()
        descope.reset()
        stytch.reset()
        backend.reset()
        tokenExchange.reset()
        legacyTokens.reset()
        ledger.reset()
    }

    /// Lets a verifier from outside have its say on each token that the API is about to accept.
    package func examineTokens(with examiner: @escaping TokenExaminer) {
        secondOpinion.ask(examiner)
    }

    /// Closes all ports and connections, hanging ones included.
    package func stop() async {
        await listeners.stop()
    }

    private func serve(_ ports: [ServerName: UInt16]) async {
        let judges: [any TokenJudge] = [
            SuperTokensJudge(server: supertokens),
            DescopeJudge(server: descope),
            StytchJudge(server: stytch),
            TokenExchangeJudge(server: tokenExchange),
            LegacyTokenJudge(verifier: legacyTokens, settings: settingsStore),
        ]
        let api = APIServer(judges: judges, secondOpinion: secondOpinion)
        let servers: [any MockServer] = [
            legacy, supertokens, descope, stytch, backend, tokenExchange, api,
        ]
        for server in servers {
            let pipeline = RequestPipeline(
                server: server,
                port: ports[server.name] ?? 0,
                ledger: ledger,
                faults: faults,
                clock: clock
            )
            await listeners.serve(pipeline, at: server.name)
        }
        // The control server must work whatever else is broken: no faults there, and no record of its own.
        let control = RequestPipeline(
            server: ControlServer(mock: self),
            port: ports[.control] ?? 0,
            ledger: nil,
            faults: nil,
            clock: clock
        )
        await listeners.serve(control, at: .control)
    }
}

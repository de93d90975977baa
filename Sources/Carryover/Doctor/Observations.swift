import CarryoverCore
import CarryoverStorage

/// What the doctor sees, each thing looked at once and only when a check asks for it.
actor Observations {
    private let composition: Composition
    private let inspector: FolderInspector
    private let inspectedKeyring: SecretServiceStore?
    private var seenStore: (reading: StoreReading, description: StoreDescription)?
    private var seenKeyring: KeyringInspection?
    private var seenFolders: [FolderInspection]?
    private var seenProbes: Probes?

    /// What the servers said, each asked once.
    struct Probes: Sendable {
        var migration: Probe
        /// The old provider's endpoints.
        var legacy: [Probe] = []
        var discovery: Probe?

        var all: [Probe] { [migration] + legacy + (discovery.map { [$0] } ?? []) }
    }

    init(_ composition: Composition) {
        self.composition = composition
        let configuration = composition.configuration
        let factory = StorageFactory(
            application: configuration.app,
            account: configuration.account,
            location: configuration.storage.location,
            time: composition.time
        )
        inspector = FolderInspector(name: factory.name, location: factory.location)
        let storage = configuration.storage
        inspectedKeyring =
            [.auto, .keyring].contains(storage.backend)
            ? factory.keyring(.never, environment: storage.environment, deadline: storage.keyringTimeout)
            : nil
    }

    /// The store as it describes itself, and its record where there is one to read.
    func store() async -> (reading: StoreReading, description: StoreDescription) {
        if let seenStore { return seenStore }
        let seen = (await composition.store.read(), await composition.store.describe())
        seenStore = seen
        return seen
    }

    /// The keyring, or `nil` where the configuration wants none.
    func keyring() async -> KeyringInspection? {
        if seenKeyring == nil { seenKeyring = await inspectedKeyring?.inspect() }
        return seenKeyring
    }

    /// The folders of record and key; none where nothing is kept in files.
    func folders() async -> [FolderInspection] {
        if let seenFolders { return seenFolders }
        let folders = composition.configuration.storage.backend == .memory ? [] : await inspector.folders()
        seenFolders = folders
        return folders
    }

    /// What the servers say to requests that ask for nothing, all of them at the same time.
    func probes() async -> Probes {
        if let seenProbes { return seenProbes }
        let configuration = composition.configuration
        let legacy = configuration.legacy.provider
        let endpoints = [("refresh", legacy.refresh?.endpoint), ("revocation", legacy.revocation?.endpoint)]
        let discovery = legacy.issuer.flatMap { DiscoveryCheck.endpoint(of: $0) }
        let transport = composition.transport
        async let migration = Self.probe("migration", configuration.provider.migrationEndpoint, transport)
        async let first = Self.probeIfKnown(endpoints[0].0, endpoints[0].1, transport)
        async let second = Self.probeIfKnown(endpoints[1].0, endpoints[1].1, transport)
        async let description = Self.probeIfKnown("discovery", discovery, transport)
        let seen = await Probes(
            migration: migration,
            legacy: [first, second].compactMap { $0 },
            discovery: description
        )
        seenProbes = seen
        return seen
    }

    private static func probeIfKnown(
        _ purpose: String,
        _ endpoint: Endpoint?,
        _ transport: any HTTPTransport
    ) async -> Probe? {
        guard let endpoint else { return nil }
        return await probe(purpose, endpoint, transport)
    }

    private static func probe(
        _ purpose: String,
        _ endpoint: Endpoint,
        _ transport: any HTTPTransport
    ) async -> Probe {
        do {
            let response = try await transport.send(HTTPRequest(.get, endpoint, timeout: .seconds(5)))
            return Probe(purpose, endpoint, .success(response))
        } catch {
            return Probe(purpose, endpoint, .failure(error))
        }
    }
}

import CarryoverStorage

/// The checks of the doctor, in order.
///
/// They change nothing but a record of their own, which they remove.
package struct Examination: Sendable {
    private typealias Check = @Sendable (Composition, Observations) async -> Finding

    private let composition: Composition
    private let configurationFile: FileFacts?

    /// - Parameter configurationFile: The file that the configuration was read from.
    package init(_ composition: Composition, configurationFile: FileFacts? = nil) {
        self.composition = composition
        self.configurationFile = configurationFile
    }

    /// How many checks there are.
    package var count: Int { allChecks.count }

    private var allChecks: [Check] {
        let permissions: Check = { [configurationFile] composition, _ in
            let places = await composition.manager().legacyFindings().candidates.map(\.entry.place)
            let logins = places.compactMap { FileFacts($0, holdsSecrets: true) }
            return PermissionsCheck.finding((configurationFile.map { [$0] } ?? []) + logins)
        }
        return Self.checks + [permissions]
    }

    /// From what lies closest to the record to what lies farthest; a check that is slow comes late.
    private static let checks: [Check] = [
        { _, seen in await StoreCheck.finding(seen.store()) },
        { composition, seen in
            await RoundTripCheck.finding(composition.probeStore(), after: seen.store().reading)
        },
        { _, seen in await FilesCheck.finding(seen.folders()) },
        { _, seen in await FileSystemCheck.finding(seen.folders()) },
        { _, seen in await FreeSpaceCheck.finding(seen.folders()) },
        { composition, _ in await LockCheck.finding(composition.lock) },
        { composition, _ in await WatchCheck.finding(composition.store) },
        { composition, seen in
            await SessionBusCheck.finding(
                seen.keyring(),
                address: composition.variables["DBUS_SESSION_BUS_ADDRESS"]
            )
        },
        { _, seen in await KeyringProviderCheck.finding(seen.keyring())
        },
        { _, seen in await DefaultKeyringCheck.finding(seen.keyring()) },
        { _, seen in await KeyringSessionCheck.finding(seen.keyring()) },
        { _, seen in await DuplicatesCheck.finding(seen.keyring(), seen.folders(), seen.store().description)
        },
        { composition, _ in EnvironmentCheck.finding(composition.variables) },
        { _, seen in await NameResolutionCheck.finding(seen.probes().all) },
        { _, seen in await TLSCheck.finding(seen.probes().all) },
        { _, seen in await EndpointCheck.finding(seen.probes().migration.answer) },
        { _, seen in await LegacyEndpointsCheck.finding(seen.probes().legacy) },
        { composition, seen in
            await DiscoveryCheck.finding(seen.probes().discovery, composition.configuration.legacy.provider)
        },
        { composition, seen in
            await ClockCheck.finding(seen.probes().migration.answer, now: composition.time.wall)
        },
        { composition, seen in await LeftoverCheck.finding(composition.manager(), after: seen.store().reading)
        },
    ]

    /// Makes the checks one after the other.
    package func findings() -> AsyncStream<Finding> {
        let visit = Visit(composition, allChecks)
        return AsyncStream { await visit.next() }
    }

    private actor Visit {
        private let composition: Composition
        private let observations: Observations
        private let homeMask: HomeMask
        private let keyringMask: KeyringMask
        private var checks: ArraySlice<Check>

        init(_ composition: Composition, _ checks: [Check]) {
            self.composition = composition
            self.checks = checks[...]
            observations = Observations(composition)
            // Without the variable, the folders were found by the user database.
            homeMask = HomeMask(home: composition.variables["HOME"] ?? StorageLocation.homeOfUser())
            keyringMask = KeyringMask(
                composition.configuration.legacy.sources.compactMap {
                    $0.source(files: composition.files) as? SecretServiceSource
                }
            )
        }

        func next() async -> Finding? {
            guard let check = checks.popFirst() else { return nil }
            return homeMask.apply(to: keyringMask.apply(to: await check(composition, observations)))
        }
    }
}

extension Composition {
    fileprivate var variables: [String: String] { configuration.storage.environment }
}

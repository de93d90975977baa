import CarryoverCore
package import CarryoverStorage

/// Where and how the session is kept.
package struct StorageSettings: Sendable {
    package enum Backend: String, Sendable, CaseIterable {
        case auto, keyring, file, memory

        /// What that asks of a store that outlives the process, or `nil` for one that does not.
        var wish: BackendChoice.Wish? {
            switch self {
            case .auto: .best
            case .keyring: .keyring
            case .file: .file
            case .memory: nil
            }
        }
    }

    package var backend: Backend
    /// The folders of the record, the locks and the key.
    package var location: StorageLocation
    /// The longest time that the keyring is waited for, a person's answer to a prompt not included.
    package var keyringTimeout: Duration
    package let environment: [String: String]

    /// Calls over the bus end after 25 seconds by themselves.
    private static let keyringTimeouts = 0.1...25.0

    init(
        _ reader: ConfigurationReader?,
        app: String,
        environment: ProcessEnvironment
    ) throws(ConfigurationError) {
        var backend: Backend?
        var directory: String?
        var keyringTimeout: Duration?
        if var reader {
            backend = try reader.word("backend", Backend.self)
            directory = try reader.filePath("directory")
            if let directory, !directory.hasPrefix("/") {
                throw ConfigurationError(reader.path(of: "directory"), "an absolute path is expected")
            }
            keyringTimeout = try reader.seconds("keyring_timeout_seconds", in: Self.keyringTimeouts)
            try reader.finish()
        }
        guard
            let location = StorageLocation(
                application: app,
                directory: directory,
                environment: environment.variables,
                home: { environment.home }
            )
        else {
            throw ConfigurationError("storage.directory", "there is no home folder to keep the session in")
        }
        self.backend = backend ?? .auto
        self.location = location
        self.keyringTimeout = keyringTimeout ?? SecretServiceStore.standardDeadline
        self.environment = environment.variables
    }
}

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
    package let environment: [String: String]

    init(
        _ reader: ConfigurationReader?,
        app: String,
        environment: ProcessEnvironment
    ) throws(ConfigurationError) {
        var backend: Backend?
        var directory: String?
        if var reader {
            backend = try reader.word("backend", Backend.self)
            directory = try reader.filePath("directory")
            if let directory, !directory.hasPrefix("/") {
                throw ConfigurationError(reader.path(of: "directory"), "an absolute path is expected")
            }
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
        self.environment = environment.variables
    }
}

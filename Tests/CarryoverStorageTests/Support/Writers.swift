import CarryoverCore
import CarryoverStorage

/// A keyring store with its files in some folder, for a process that knows nothing else.
func keyringStore(
    in path: String,
    application: String = "com.example.test",
    account: String = "default"
) throws -> SecretServiceStore {
    try storageFactory(in: path, application, account).keyring(
        .ifItAnswersItself(within: .seconds(2)),
        environment: KeyringState.environment
    )
}

/// A file store in some folder, for a process that knows nothing else.
func fileStore(
    in path: String,
    application: String = "com.example.test",
    account: String = "default"
) throws -> EncryptedFileStore { try storageFactory(in: path, application, account).file() }

/// A store that has the file and a keyring that is away for good, for a process that knows nothing else.
func automaticStore(in path: String, application: String, account: String) throws -> AutomaticStore {
    let factory = try storageFactory(in: path, application, account)
    let keyring = ScriptedKeyring.Content()
    keyring.code = .noBus
    return factory.automatic(ScriptedKeyring(keyring), factory.file()) { _ in }
}

private func storageFactory(
    in path: String,
    _ application: String,
    _ account: String
) throws -> StorageFactory {
    let location = StorageLocation(application: application, environment: ["HOME": path])
    guard let location else { throw TemporaryFolder.Failure(number: 0) }
    return StorageFactory(
        application: application,
        account: account,
        location: location,
        time: UptimeTimeSource()
    )
}

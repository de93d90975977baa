package import CarryoverCore

/// Makes the stores and the lock of one account of one app, so that they fit each other.
package struct StorageFactory: Sendable {
    /// Whose record it is.
    package let name: RecordName
    /// Where its files lie.
    package let location: StorageLocation
    private let time: any TimeSource
    private let calls: FileSystemCalls
    private let random: @Sendable (Int) -> [UInt8]

    /// Creates a factory.
    ///
    /// - Parameters:
    ///   - application: The app's identifier, such as `com.example.notes`.
    ///   - account: The account; it leaves no trace but a digest.
    ///   - random: Bytes that nobody can foresee.
    package init(
        application: String,
        account: String,
        location: StorageLocation,
        time: any TimeSource,
        calls: FileSystemCalls = .system,
        random: @escaping @Sendable (Int) -> [UInt8] = StorageFactory.systemRandom
    ) {
        name = RecordName(application: application, account: account)
        self.location = location
        self.time = time
        self.calls = calls
        self.random = random
    }

    /// The encrypted file.
    ///
    /// - Parameters:
    ///   - passphrase: A passphrase for the key; without one the service manager's credential is used
    ///     where there is one, and a key file otherwise.
    ///   - alarm: What ends a call that takes too long.
    package func file(passphrase: Secret? = nil, alarm: Alarm = .system) -> EncryptedFileStore {
        let places = KeyPlaces(
            name: name.keyFile,
            directory: location.keyDirectory,
            recordDirectory: location.directory,
            calls: calls
        )
        return EncryptedFileStore(
            name: name,
            directory: location.directory,
            keys: RecordKeys(
                passphrase: passphrase,
                credential: location.credential,
                places: places,
                calls: calls,
                random: random
            ),
            time: time,
            calls: calls,
            alarm: alarm,
            random: random
        )
    }

    /// The keyring.
    ///
    /// - Parameters:
    ///   - interaction: Whether it may ask the user something.
    ///   - environment: The process's environment, which says whether there is a session bus.
    ///   - busName: Who to talk to; only tests want somebody else than the one that owns the name.
    ///   - deadline: The longest time that one call may take, a person's answer to a prompt not included.
    package func keyring(
        _ interaction: KeyringInteraction,
        environment: [String: String],
        busName: String = SecretServiceStore.standardBusName,
        deadline: Duration = SecretServiceStore.standardDeadline
    ) -> SecretServiceStore {
        SecretServiceStore(
            name: name,
            directory: location.directory,
            interaction: interaction,
            isAddressGiven: environment["DBUS_SESSION_BUS_ADDRESS"]?.isEmpty == false,
            time: time,
            busName: busName,
            calls: calls,
            deadline: deadline
        )
    }

    /// The keyring or the encrypted file, whichever the record is in or belongs.
    ///
    /// - Parameters:
    ///   - wish: What the app has asked for.
    ///   - onNotice: Is told why there is no keyring, before the first record goes into the file.
    package func automatic(
        _ keyring: any ProbedStore,
        _ file: EncryptedFileStore,
        wish: BackendChoice.Wish = .best,
        onNotice: @escaping @Sendable (StoreError) -> Void
    ) -> AutomaticStore {
        AutomaticStore(
            name: name,
            directory: location.directory,
            wish: wish,
            keyring: keyring,
            file: file,
            time: time,
            calls: calls,
            onNotice: onNotice
        )
    }

    /// The lock around every refresh, whichever store is used.
    package func lock() -> FileLock {
        FileLock(directory: location.directory, name: name.flightFile, time: time, calls: calls)
    }

    /// Bytes from the system's generator.
    package static func systemRandom(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        // Each number is a call of the system; eight bytes of it are used, not one.
        while bytes.count < count {
            let number = generator.next()
            for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}

import CarryoverCore
import CarryoverStorage
import Synchronization

/// A factory on a test's own folder.
func factory(
    _ folder: TemporaryFolder,
    application: String = "com.example.test",
    account: String = "someone@example.com",
    credentials: String? = nil,
    calls: FileSystemCalls = .system,
    time: any TimeSource = LeapingTimeSource(),
    random: @escaping @Sendable (Int) -> [UInt8] = StorageFactory.systemRandom
) throws -> StorageFactory {
    var environment = [
        "XDG_STATE_HOME": folder("state"), "XDG_DATA_HOME": folder("data"), "HOME": folder.path,
    ]
    environment["CREDENTIALS_DIRECTORY"] = credentials
    let location = StorageLocation(application: application, environment: environment)
    guard let location else { throw TemporaryFolder.Failure(number: 0) }
    return StorageFactory(
        application: application,
        account: account,
        location: location,
        time: time,
        calls: calls,
        random: random
    )
}

func value(_ text: String, _ generation: UInt64) -> StoredValue {
    StoredValue(payload: Secret(text), generation: generation)
}

extension StoreReading {
    /// The reading in a word: the text of a record, `absent`, or the code of an error.
    var summary: String {
        switch self {
        case .value(let value): "\(value.payload.exposed)@\(value.generation)"
        case .absent: "absent"
        case .locked(let error): "locked:\(error.code.rawValue)"
        case .unavailable(let error): "unavailable:\(error.code.rawValue)"
        case .corrupt(let error): "corrupt:\(error.code.rawValue)"
        }
    }
}

extension StoreReading {
    /// What kept the store from reading.
    var error: StoreError? {
        switch self {
        case .value, .absent: nil
        case .locked(let error), .unavailable(let error), .corrupt(let error): error
        }
    }

    /// Whether the reading is this very record.
    static func == (reading: StoreReading, value: StoredValue) -> Bool {
        if case .value(value) = reading { true } else { false }
    }
}

/// The code of the error that a call throws, or `nil`.
func code(_ call: () async throws -> Void) async -> StoreError.Code? {
    do {
        try await call()
        return nil
    } catch {
        return (error as? StoreError)?.code ?? StoreError.Code(rawValue: "not a store error: \(error)")
    }
}

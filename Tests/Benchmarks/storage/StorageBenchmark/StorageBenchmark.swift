import CarryoverCore
import CarryoverStorage
import FoundationEssentials
import Glibc

/// Saves and loads records, and prints one line for each time: what was done, and the microseconds it took.
///
///     storage-benchmark memory|file|auto|keyring FOLDER BYTES ROUNDS
@main
struct StorageBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let size = Int(arguments[3]), let rounds = UInt64(arguments[4]),
            let store = store(arguments[1], in: arguments[2])
        else {
            print("usage: storage-benchmark memory|file|auto|keyring FOLDER BYTES ROUNDS")
            exit(2)
        }
        let payload = Secret(bytes: [UInt8](repeating: UInt8(ascii: "x"), count: size))
        try await measure("open") { try await store.delete() }
        try await store.write(StoredValue(payload: payload, generation: 1), replacing: nil)
        for generation in 2...rounds + 1 {
            let value = StoredValue(payload: payload, generation: generation)
            try await measure("save") { try await store.write(value, replacing: generation - 1) }
        }
        for _ in 0..<rounds {
            let reading = await measure("load") { await store.read() }
            guard case .value(let value) = reading, value.payload == payload else { exit(1) }
        }
        try await store.delete()
    }

    private static func store(_ backend: String, in folder: String) -> (any SessionStore)? {
        guard let location = StorageLocation(application: "benchmark", environment: ["HOME": folder]) else {
            return nil
        }
        let factory = StorageFactory(application: "benchmark", account: "", location: location, time: Clock())
        // The measured process is told that there is a bus; nothing but an error's name depends on it.
        let environment = ["DBUS_SESSION_BUS_ADDRESS": "given"]
        return switch backend {
        case "memory": InMemorySessionStore(identity: "benchmark")
        case "file": factory.file()
        // What an app has that chose the file: the same, behind the note that says so.
        case "auto":
            factory.automatic(
                factory.keyring(.never, environment: environment),
                factory.file(),
                wish: .file
            ) { _ in }
        case "keyring": factory.keyring(.never, environment: environment)
        default: nil
        }
    }

    private static func measure<Value>(_ name: String, _ call: () async throws -> Value) async rethrows
        -> Value
    {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try await call()
        let (seconds, attoseconds) = (clock.now - start).components
        print(name, Double(seconds) * 1e6 + Double(attoseconds) / 1e12)
        return value
    }
}

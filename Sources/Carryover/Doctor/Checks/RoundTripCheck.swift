import CarryoverCore

/// Whether a record of an account that nobody has can be written, read and deleted.
enum RoundTripCheck {
    private static let name = "store round trip"

    static func finding(_ store: any SessionStore, after reading: StoreReading) async -> Finding {
        switch reading {
        case .locked, .unavailable: return Finding(name, .skip, "the store cannot be used")
        case .value, .absent, .corrupt: break
        }
        let value = StoredValue(payload: Secret("carryover doctor"), generation: 1)
        do {
            try await store.delete()
            try await store.write(value, replacing: nil)
            guard case .value(value) = await store.read() else {
                return Finding(
                    failed: name,
                    "what was read is not what was written",
                    remedy: "report it to the makers of the keyring or the file system",
                    isAboutStore: true
                )
            }
            try await store.delete()
            return Finding(name, .ok, "written, read and deleted", isAboutStore: true)
        } catch {
            let detail = "\(error.operation): \(error.code.rawValue) (\(error.detail))"
            return Finding(failed: name, detail, remedy: error.advice, isAboutStore: true)
        }
    }
}

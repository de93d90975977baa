import CarryoverCore

/// Whether the lock around refreshing is free, and who holds it otherwise.
enum LockCheck {
    private static let name = "lock"

    static func finding(_ lock: any FlightLock) async -> Finding {
        do {
            let lease = try await lock.acquire(patience: .milliseconds(200))
            lease.release()
            return Finding(name, .ok, "free")
        } catch {
            guard error.code == .busy else {
                return Finding(
                    failed: name,
                    "\(error.code.rawValue) (\(error.detail))",
                    remedy: error.advice,
                    isAboutStore: true
                )
            }
            let holder = await lock.holder()
            return Finding(
                failed: name,
                holder.map { "held by process \($0)" } ?? "held by a process that did not sign it",
                remedy: holder.map { "wait, or see what process \($0) is waiting for" }
                    ?? "wait, or see with fuser which process has the file open that ends in .lock",
                isAboutStore: true
            )
        }
    }
}

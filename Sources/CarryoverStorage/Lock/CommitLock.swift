import CarryoverCore

/// The lock around one read-compare-write, held for milliseconds.
///
/// Its functions block.
struct CommitLock: Sendable {
    let file: LockFile
    let time: any TimeSource
    let patience: Duration

    /// Calls a closure while the lock is held.
    func hold<Value>(_ operation: String, _ body: () throws(StoreError) -> Value) throws(StoreError) -> Value
    {
        let end = time.uptime + patience
        while true {
            if let lock = try file.attempt(operation) {
                defer { lock.release() }
                return try body()
            }
            guard time.uptime < end else {
                throw StoreError(
                    .busy,
                    operation: operation,
                    detail: "\(file.path): not free within \(patience)",
                    remedy: "see which process hangs while writing"
                )
            }
            file.calls.pause(.milliseconds(1))
        }
    }
}

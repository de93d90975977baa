import CarryoverCore

/// The lock around one read-compare-write, held for milliseconds.
///
/// Its functions block.
struct CommitLock: Sendable {
    let file: LockFile
    let time: any TimeSource
    let patience: Duration

    /// Calls a closure while the lock is held, with the folder that it was taken in.
    func hold<Value>(
        _ operation: String,
        _ body: (borrowing PrivateDirectory) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let end = time.uptime + patience
        while true {
            if let folder = try file.folder(operation), let lock = try file.attempt(operation, in: folder) {
                defer { lock.release() }
                return try body(folder)
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

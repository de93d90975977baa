package import CarryoverCore
import Glibc

/// A lock between processes and between instances, on a file of its own.
///
/// The kernel releases it when its holder dies. It may be used from any task; nothing blocks the caller's
/// thread.
package struct FileLock: FlightLock {
    private let file: LockFile
    private let lane: BlockingLane
    private let time: any TimeSource
    private let deadline: Duration
    private let jitter: @Sendable () -> Double

    /// Creates a lock's handle; the file is made by the first taker.
    ///
    /// - Parameters:
    ///   - directory: The folder, which only its owner may enter.
    ///   - name: The file's name.
    ///   - time: What waiting is measured by.
    ///   - deadline: How long the file system may take for one try.
    ///   - jitter: A number from 0 to 1 that spreads the tries of several waiters.
    package init(
        directory: String,
        name: String,
        time: any TimeSource,
        calls: FileSystemCalls = .system,
        alarm: Alarm = .system,
        deadline: Duration = .seconds(10),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        file = LockFile(directory: directory, name: name, calls: calls)
        lane = BlockingLane(name: "carryover lock", alarm: alarm, getpid: calls.getpid)
        self.time = time
        self.deadline = deadline
        self.jitter = jitter
    }

    /// Where the file is.
    package var path: String { file.path }

    package func acquire(patience: Duration) async throws(StoreError) -> any FlightLease {
        let end = time.uptime + patience
        while true {
            if let lease = try await attempt() { return lease }
            let now = time.uptime
            guard now < end else { throw await busy("not free within \(patience)") }
            let pause = Duration.milliseconds(5) + .milliseconds(15) * jitter()
            do {
                try await time.sleep(until: min(now + pause, end), tolerance: .milliseconds(1))
            } catch {
                throw await busy("the waiting task was cancelled")
            }
        }
    }

    package func holder() async -> Int? {
        try? await lane.run(within: deadline, "lock") { [file] () throws(StoreError) in try file.holder() }
    }

    /// Takes the lock if it is free; blocks while the disk does.
    ///
    /// - Returns: The lock, or `nil` when somebody else holds it.
    func attemptNow() throws(StoreError) -> HeldLock? {
        let lock = try file.attempt("lock")
        lock?.sign()
        return lock
    }

    private func attempt() async throws(StoreError) -> HeldLock? {
        try await lane.run(within: deadline, "lock") { [self] () throws(StoreError) in try attemptNow() }
    }

    private func busy(_ detail: String) async -> StoreError {
        let holder = await holder().map { ", held by process \($0)" } ?? ""
        return StoreError(.busy, operation: "lock", detail: "\(path): \(detail)\(holder)")
    }
}

import CarryoverCore
import CarryoverStorage
import Glibc
import Testing

struct FileLockTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func lock(
        time: any TimeSource = LeapingTimeSource(),
        calls: FileSystemCalls = .system
    ) -> FileLock {
        FileLock(directory: folder("locks"), name: "flight", time: time, calls: calls, jitter: { 0.5 })
    }

    /// A process that holds the lock from its first line of output on.
    func holder() throws -> ChildProcess {
        folder.makeFolder("locks")
        let child = try ChildProcess(
            "flock",
            "--no-fork",
            folder("locks/flight"),
            "sh",
            "-c",
            "echo held; exec cat"
        )
        #expect(child.line() == "held")
        return child
    }

    @Test func `A free lock is taken at the first try, without waiting`() async throws {
        let time = LeapingTimeSource(onSleep: { Issue.record("it waited") })
        let lease = try await lock(time: time).acquire(patience: .zero)
        lease.release()
    }

    @Test func `The holder's number takes the place of a longer text`() async throws {
        folder.makeFolder("locks")
        folder.write("12345678901234567890\n", "locks/flight")
        let lease = try await lock().acquire(patience: .zero)
        #expect(folder.text("locks/flight") == "\(getpid())\n")
        lease.release()
    }

    @Test func `Two instances in one process exclude each other`() async throws {
        let lease = try await lock().acquire(patience: .zero)
        #expect(await code { _ = try await lock().acquire(patience: .seconds(1)) } == .busy)
        lease.release()
        lease.release()
        try await lock().acquire(patience: .zero).release()
    }

    @Test func `A lease that is forgotten gives the lock back`() async throws {
        do { _ = try await lock().acquire(patience: .zero) }
        // The thread that took it may need a moment to forget it as well.
        try await lock().acquire(patience: .seconds(1000)).release()
    }

    @Test func `Of many tasks one at a time holds the lock`() async throws {
        let inside = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let lease = try await lock().acquire(patience: .seconds(1_000_000))
                    #expect(inside.add() == 1)
                    await Task.yield()
                    inside.add(-1)
                    lease.release()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `Another process keeps the lock until it is killed`() async throws {
        let child = try holder()
        #expect(await code { _ = try await lock().acquire(patience: .seconds(30)) } == .busy)
        child.signal(SIGKILL)
        child.wait()
        try await lock().acquire(patience: .zero).release()
    }

    @Test func `A holder that was stopped makes others busy at their deadline, not before`() async throws {
        let child = try holder()
        child.signal(SIGSTOP)
        let time = LeapingTimeSource()
        let start = time.uptime
        #expect(await code { _ = try await lock(time: time).acquire(patience: .seconds(3)) } == .busy)
        #expect(time.uptime - start == .seconds(3))
        child.signal(SIGCONT)
    }

    @Test func `The lock is taken as soon as another process gives it back`() async throws {
        // Only the lock's own waiting touches it, one time after the other.
        nonisolated(unsafe) let child = try holder()
        let tries = Counter()
        let time = LeapingTimeSource(onSleep: {
            if tries.add() == 3 {
                child.signal(SIGKILL)
                child.wait()
            }
        })
        let start = time.uptime
        try await lock(time: time).acquire(patience: .seconds(60)).release()
        #expect(time.uptime - start < .milliseconds(100))
    }

    @Test func `A waiting task that is cancelled stops waiting`() async throws {
        let lease = try await lock().acquire(patience: .zero)
        let waiter = Task { await code { _ = try await lock().acquire(patience: .seconds(1_000_000_000)) } }
        waiter.cancel()
        #expect(await waiter.value == .busy)
        lease.release()
    }

    @Test func `It says who holds it, and that nobody does`() async throws {
        #expect(await lock().holder() == nil)
        let lease = try await lock().acquire(patience: .zero)
        #expect(await lock().holder() == Int(getpid()))
        lease.release()
        #expect(await lock().holder() == nil)
    }

    @Test func `The file is never removed, and a lock on a removed one does not count`() async throws {
        let locks = Counter()
        var calls = FileSystemCalls.system
        calls.flock = { [folder] (descriptor, operation) throws(SystemCallFailure) in
            try FileSystemCalls.system.flock(descriptor, operation)
            // Between opening and locking somebody tidies up.
            if locks.add() == 1 { unlink(folder("locks/flight")) }
        }
        let lease = try await lock(calls: calls).acquire(patience: .seconds(1))
        #expect(await code { _ = try await lock().acquire(patience: .zero) } == .busy)
        lease.release()
        #expect(folder.permissions("locks/flight") == "600")
    }

    @Test(arguments: [(ENOLCK, StoreError.Code.fileSystem), (EROFS, .fileSystem), (ENOSPC, .full)])
    func `A system that cannot lock is an error, not a free lock`(number: Int32, expected: StoreError.Code)
        async throws
    {
        var calls = FileSystemCalls.system
        calls.flock = { (_, _) throws(SystemCallFailure) in throw SystemCallFailure("flock", number) }
        #expect(await code { _ = try await lock(calls: calls).acquire(patience: .seconds(1)) } == expected)
        try await lock().acquire(patience: .zero).release()
    }

    @Test func `A link in place of the file is refused`() async throws {
        folder.makeFolder("locks")
        folder.write("", "elsewhere")
        symlink(folder("elsewhere"), folder("locks/flight"))
        #expect(await code { _ = try await lock().acquire(patience: .zero) } == .fileSystem)
    }

    @Test func `A forked process is refused`() async throws {
        var calls = FileSystemCalls.system
        let process = Countdown(1)
        calls.getpid = { process.next() }
        let lock = lock(calls: calls)
        #expect(await code { _ = try await lock.acquire(patience: .zero) } == .forked)
    }

    @Test func `A forked child that drops its copy does not open the lock for others`() async throws {
        let forks = Counter()
        var calls = FileSystemCalls.system
        calls.getpid = { getpid() + Int32(forks.value) }
        let unlocks = Counter()
        calls.flock = { (descriptor, operation) throws(SystemCallFailure) in
            if operation == LOCK_UN { unlocks.add() }
            try FileSystemCalls.system.flock(descriptor, operation)
        }
        let lease = try await lock(calls: calls).acquire(patience: .zero)
        forks.add()
        lease.release()
        #expect(unlocks.value == 0)
    }
}

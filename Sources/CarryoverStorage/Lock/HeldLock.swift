import CCarryoverFork
import CarryoverCore
import Glibc
import Synchronization

/// A lock while it is held, or while it is being taken.
final class HeldLock: FlightLease {
    let descriptor: Int32
    private let identity: FileIdentity
    private let calls: FileSystemCalls
    private let owner: pid_t
    private let file: Mutex<OpenFile?>

    init(file: consuming OpenFile, identity: FileIdentity) {
        descriptor = file.descriptor
        calls = file.calls
        owner = calls.getpid()
        self.identity = identity
        // Before it is locked: a child that is forked from now on holds nothing.
        carryover_fork_note(descriptor)
        self.file = Mutex(consume file)
    }

    deinit { release() }

    /// Writes the holder's number into the file, for people; not being able to is no reason to give the lock
    /// up.
    func sign() {
        file.withLock { try? $0?.overwrite(Secret("\(owner)\n")) }
    }

    func release() {
        guard let file = file.withLock({ $0.take() }) else { return }
        carryover_fork_forget(file.descriptor)
        // A forked child shares the parent's lock: it may close its copy, but not open the lock for
        // everybody.
        if calls.getpid() == owner { try? calls.flock(file.descriptor, LOCK_UN) }
        LockRegistry.shared.yield(identity)
    }
}

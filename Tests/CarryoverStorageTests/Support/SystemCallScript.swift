import CarryoverStorage
import Glibc
import Synchronization

/// Counts system calls, and lets one of them fail or "kills" the process at it.
///
/// After a kill every later call fails as well, so that nobody can tidy up: what is on disk is what a dead
/// process leaves. Closing still works, for that is what the kernel does for the dead.
final class SystemCallScript: Sendable {
    enum Event: Sendable {
        case fail(Int32)
        case kill
        /// Something else happens before the call is made.
        case meanwhile(@Sendable () -> Void)
    }

    private struct State {
        var made: [String] = []
        var isDead = false
    }

    private let event: Event?
    private let step: Int
    private let state = Mutex(State())

    init(_ event: Event? = nil, at step: Int = .max) {
        self.event = event
        self.step = step
    }

    /// The names of the calls that were made.
    var made: [String] { state.withLock(\.made) }

    private func pass(_ call: String) throws(SystemCallFailure) {
        let event: Event? = state.withLock { state in
            guard !state.isDead else { return .fail(EIO) }
            state.made.append(call)
            guard state.made.count - 1 == step else { return nil }
            if case .kill = self.event { state.isDead = true }
            return self.event
        }
        switch event {
        case nil: break
        case .fail(let number): throw SystemCallFailure(call, number)
        case .kill: throw SystemCallFailure(call, EIO)
        case .meanwhile(let action): action()
        }
    }

    /// The system's calls, each of which the script may stop.
    var calls: FileSystemCalls {
        let system = FileSystemCalls.system
        var calls = system
        calls.openat = { (directory, path, flags, mode) throws(SystemCallFailure) in
            try self.pass("openat")
            return try system.openat(directory, path, flags, mode)
        }
        calls.fstat = { (descriptor) throws(SystemCallFailure) in
            try self.pass("fstat")
            return try system.fstat(descriptor)
        }
        calls.fstatat = { (directory, path, flags) throws(SystemCallFailure) in
            try self.pass("fstatat")
            return try system.fstatat(directory, path, flags)
        }
        calls.fchmod = { (descriptor, mode) throws(SystemCallFailure) in
            try self.pass("fchmod")
            try system.fchmod(descriptor, mode)
        }
        calls.fchown = { (descriptor, owner, group) throws(SystemCallFailure) in
            try self.pass("fchown")
            try system.fchown(descriptor, owner, group)
        }
        calls.read = { (descriptor, buffer) throws(SystemCallFailure) in
            try self.pass("read")
            return try system.read(descriptor, buffer)
        }
        calls.write = { (descriptor, buffer) throws(SystemCallFailure) in
            try self.pass("write")
            return try system.write(descriptor, buffer)
        }
        calls.rewind = { (descriptor) throws(SystemCallFailure) in
            try self.pass("rewind")
            try system.rewind(descriptor)
        }
        calls.ftruncate = { (descriptor, length) throws(SystemCallFailure) in
            try self.pass("ftruncate")
            try system.ftruncate(descriptor, length)
        }
        calls.fsync = { (descriptor) throws(SystemCallFailure) in
            try self.pass("fsync")
            try system.fsync(descriptor)
        }
        calls.renameat = { (directory, source, target) throws(SystemCallFailure) in
            try self.pass("renameat")
            try system.renameat(directory, source, target)
        }
        calls.exchange = { (directory, one, other) throws(SystemCallFailure) in
            try self.pass("exchange")
            try system.exchange(directory, one, other)
        }
        calls.unlinkat = { (directory, name) throws(SystemCallFailure) in
            try self.pass("unlinkat")
            try system.unlinkat(directory, name)
        }
        calls.mkdir = { (path, mode) throws(SystemCallFailure) in
            try self.pass("mkdir")
            try system.mkdir(path, mode)
        }
        calls.rmdir = { (path) throws(SystemCallFailure) in
            try self.pass("rmdir")
            try system.rmdir(path)
        }
        calls.flock = { (descriptor, operation) throws(SystemCallFailure) in
            // Like closing, giving a lock back is the kernel's part when its holder dies.
            if operation != LOCK_UN { try self.pass("flock") }
            try system.flock(descriptor, operation)
        }
        return calls
    }
}

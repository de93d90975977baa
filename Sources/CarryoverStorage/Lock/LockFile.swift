import CarryoverCore
import Glibc

/// A file whose only purpose is to be locked.
///
/// It is never removed: whoever waits for a file that is gone and whoever makes a new one would both hold
/// "the" lock. Its functions do not wait, but they do touch the disk.
struct LockFile: Sendable {
    let directory: String
    let name: String
    let calls: FileSystemCalls

    var path: String { "\(directory)/\(name)" }

    /// Takes the lock if it is free.
    ///
    /// - Returns: The lock, or `nil` when somebody else holds it.
    func attempt(_ operation: String) throws(StoreError) -> HeldLock? {
        guard let folder = try folder(operation) else { return nil }
        return try attempt(operation, in: folder)
    }

    /// Opens the folder that the file is in.
    func folder(_ operation: String) throws(StoreError) -> PrivateDirectory? {
        try PrivateDirectory.open(directory, creating: true, operation: operation, calls: calls)
    }

    /// Takes the lock if it is free, in its folder.
    ///
    /// - Returns: The lock, or `nil` when somebody else holds it.
    func attempt(
        _ operation: String,
        in folder: borrowing PrivateDirectory
    ) throws(StoreError) -> HeldLock? {
        do throws(SystemCallFailure) {
            return try attempt(in: folder)
        } catch {
            throw error.storeError(operation, path: path)
        }
    }

    private func attempt(in folder: borrowing PrivateDirectory) throws(SystemCallFailure) -> HeldLock? {
        let file = try open(in: folder, creating: true)
        let identity = try file.status().identity
        guard LockRegistry.shared.claim(identity) else { return nil }
        let lock = HeldLock(file: file, identity: identity)
        do throws(SystemCallFailure) {
            try calls.flock(lock.descriptor, LOCK_EX | LOCK_NB)
        } catch {
            if error.number == EWOULDBLOCK || error.number == EINTR { return nil }
            throw error
        }
        // Somebody may have removed the file between opening and locking it; then this lock excludes nobody.
        do throws(SystemCallFailure) {
            let present = try calls.fstatat(folder.descriptor, name, AT_SYMLINK_NOFOLLOW)
            return present.identity == identity ? lock : nil
        } catch {
            if error.number == ENOENT { return nil }
            throw error
        }
    }

    /// The number that the present holder wrote into the file, or `nil` when nobody holds the lock.
    func holder() throws(StoreError) -> Int? {
        guard
            let folder = try PrivateDirectory.open(
                directory,
                creating: false,
                operation: "lock",
                calls: calls
            )
        else { return nil }
        do throws(SystemCallFailure) {
            let file = try open(in: folder, creating: false)
            do throws(SystemCallFailure) {
                // A shared lock for an instant: it disturbs no other reader, and a taker only until its next
                // try.
                try calls.flock(file.descriptor, LOCK_SH | LOCK_NB)
                try calls.flock(file.descriptor, LOCK_UN)
                return nil
            } catch  where error.number == EWOULDBLOCK {
                guard let text = try file.read(atMost: 32, expecting: 32)?.exposed else { return nil }
                return Int(text.prefix { $0 != "\n" })
            }
        } catch {
            if error.number == ENOENT { return nil }
            throw error.storeError("lock", path: path)
        }
    }

    private func open(
        in folder: borrowing PrivateDirectory,
        creating: Bool
    ) throws(SystemCallFailure) -> OpenFile {
        try OpenFile(
            name,
            in: folder.descriptor,
            flags: O_RDWR | O_NOFOLLOW | O_NONBLOCK | (creating ? O_CREAT : 0),
            mode: 0o600,
            calls: calls
        )
    }
}

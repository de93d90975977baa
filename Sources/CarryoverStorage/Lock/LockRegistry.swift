import Synchronization

/// The lock files that this process holds.
///
/// Where `flock` is emulated by locks that belong to the process, as on NFS, two descriptors of one process
/// would not exclude each other; this registry does.
final class LockRegistry: Sendable {
    /// The one of this process.
    static let shared = LockRegistry()

    private let held = Mutex(Set<FileIdentity>())

    /// Takes a file, unless it is taken.
    func claim(_ file: FileIdentity) -> Bool {
        held.withLock { $0.insert(file).inserted }
    }

    /// Gives a file back.
    func yield(_ file: FileIdentity) {
        held.withLock { _ = $0.remove(file) }
    }
}

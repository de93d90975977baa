import Synchronization

/// Whether a folder may be another machine's too, whose programs know nothing of the locks that are taken here.
///
/// The kernel is asked once for each device; any thread may ask.
final class FolderSharing: Sendable {
    private let calls: FileSystemCalls
    private let known = Mutex<[UInt64: Bool]>([:])

    init(calls: FileSystemCalls) { self.calls = calls }

    func mayBeShared(_ folder: borrowing PrivateDirectory) -> Bool {
        let device = folder.identity.device
        if let isShared = known.withLock({ $0[device] }) { return isShared }
        let isShared = FileSystemKind.found(at: folder.path, calls: calls)?.isRemote ?? true
        known.withLock { $0[device] = isShared }
        return isShared
    }
}

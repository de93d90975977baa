import CarryoverCore
// Dispatch sources may be used from any thread; on Linux their protocols do not say so yet.
@unsafe @preconcurrency import Dispatch
import Glibc

/// Tells when files of a folder were written, replaced or removed, by whichever process.
struct ChangeWatch: Sendable {
    private enum News {
        case nothing, change, end
    }

    let directory: String
    let names: Set<String>
    let calls: FileSystemCalls
    private let owner: pid_t

    /// Creates a watch for the process that calls this; nothing is watched yet.
    init(directory: String, names: Set<String>, calls: FileSystemCalls) {
        self.directory = directory
        self.names = names
        self.calls = calls
        owner = calls.getpid()
    }

    /// One signal when the watch stands, and one after each change.
    ///
    /// The first one covers what happened before that. The stream ends when the folder goes, or when the
    /// system has no watch left to give; in a process that was forked off it ends at once.
    func signals() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            // The threads that would tell of changes stayed with the parent.
            guard calls.getpid() == owner else { return continuation.finish() }
            let queue = DispatchQueue(label: "carryover watch")
            // Opening a folder may block, so not even this happens on the caller's thread.
            queue.async {
                guard let watch = try? open(creating: true) else { return continuation.finish() }
                let source = source(of: watch, on: queue, continuation)
                continuation.onTermination = { _ in source.cancel() }
                source.activate()
                if case .terminated = continuation.yield() { source.cancel() }
            }
        }
    }

    /// Finds out whether there is a watch to be had, and keeps none.
    func probe() throws(StoreError) { close(try open(creating: false)) }

    /// Opens a watch of the folder, or of nothing in particular where there is none yet.
    private func open(creating: Bool) throws(StoreError) -> Int32 {
        let folder = try PrivateDirectory.open(
            directory,
            creating: creating,
            operation: "watch",
            calls: calls
        )
        // A writer that dies before it could announce its change still closes its lock file.
        let changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE
        let mask = UInt32(changes | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
        let path = if let folder { folder.path } else { "/" }
        do throws(SystemCallFailure) {
            return try calls.inotify(path, mask)
        } catch {
            throw StoreError(
                .fileSystem,
                operation: "watch",
                detail: error.message,
                remedy: error.watchRemedy
            )
        }
    }

    private func source(
        of watch: Int32,
        on queue: DispatchQueue,
        _ continuation: AsyncStream<Void>.Continuation
    ) -> any DispatchSourceRead {
        let source = DispatchSource.makeReadSource(fileDescriptor: watch, queue: queue)
        source.setCancelHandler { close(watch) }
        source.setEventHandler {
            switch news(from: watch) {
            case .nothing: break
            case .change: continuation.yield()
            case .end: continuation.finish()
            }
        }
        return source
    }

    private func news(from watch: Int32) -> News {
        var news = News.nothing
        unsafe withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 8) { buffer in
            let count = unsafe read(watch, buffer.baseAddress, buffer.count)
            let headerCount = MemoryLayout<inotify_event>.size
            var offset = 0
            while offset + headerCount <= count {
                let event = unsafe buffer.load(fromByteOffset: offset, as: inotify_event.self)
                let nameStart = offset + headerCount
                let name = unsafe String(
                    decoding: buffer[nameStart..<nameStart + Int(event.len)].prefix { $0 != 0 },
                    as: UTF8.self
                )
                if event.mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED) != 0 { news = .end }
                let isLost = event.mask & UInt32(IN_Q_OVERFLOW) != 0
                if news == .nothing, isLost || names.contains(name) { news = .change }
                offset = nameStart + Int(event.len)
            }
        }
        return news
    }
}

extension SystemCallFailure {
    /// What to do where the system has no watch left to give.
    fileprivate var watchRemedy: String? {
        switch number {
        case EMFILE:
            "end programs that watch files, or raise fs.inotify.max_user_instances with sysctl; or this process has too many files open (ulimit -n)"
        case ENOSPC: "end programs that watch many files, or raise fs.inotify.max_user_watches with sysctl"
        default: nil
        }
    }
}

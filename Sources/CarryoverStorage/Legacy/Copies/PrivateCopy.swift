import CarryoverCore
import Glibc

/// A folder for copies that nobody else may enter, removed with all that is in it when its owner is done.
///
/// It is locked as long as it is in use, so that one that a killed process left behind can be told from it.
struct PrivateCopy: ~Copyable {
    let path: String
    private let folder: OpenFile
    private let calls: FileSystemCalls

    private static let prefix = "carryover-copy."

    private init(path: String, folder: consuming OpenFile, calls: FileSystemCalls) {
        self.path = path
        self.folder = folder
        self.calls = calls
    }

    /// Makes a folder that is empty.
    static func make(
        in parent: String,
        id: String,
        calls: FileSystemCalls
    ) throws(SystemCallFailure) -> PrivateCopy {
        let path = "\(parent)/\(prefix)\(id)"
        try calls.mkdir(path, 0o700)
        let folder = try OpenFile(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, calls: calls)
        try calls.flock(folder.descriptor, LOCK_SH | LOCK_NB)
        // Between being made and being locked it looked like one that was left behind.
        guard try folder.status().links > 0 else { throw SystemCallFailure("flock", ENOENT) }
        return PrivateCopy(path: path, folder: folder, calls: calls)
    }

    deinit { Self.remove(path, calls: calls) }

    /// Copies a file under its own name.
    func add(_ name: String, from source: borrowing OpenFile) throws(SystemCallFailure) {
        let file = try OpenFile(
            name,
            in: folder.descriptor,
            flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
            mode: 0o600,
            calls: calls
        )
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 1)
        defer {
            unsafe buffer.wipe()
            unsafe buffer.deallocate()
        }
        while true {
            let count = try OpenFile.uninterrupted { () throws(SystemCallFailure) in
                try unsafe calls.read(source.descriptor, buffer)
            }
            guard count > 0 else { return }
            try unsafe file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Removes what killed processes of this user have left in a folder.
    static func removeLeftOver(in parent: String, calls: FileSystemCalls) {
        for name in (try? calls.list(parent)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            guard let folder = try? OpenFile(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, calls: calls),
                (try? folder.status().owner) == calls.geteuid(),
                (try? calls.flock(folder.descriptor, LOCK_EX | LOCK_NB)) != nil
            else { continue }
            remove(path, calls: calls)
        }
    }

    private static func remove(_ path: String, calls: FileSystemCalls) {
        guard let folder = try? OpenFile(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, calls: calls)
        else {
            return
        }
        for name in (try? calls.list(path)) ?? [] { try? calls.unlinkat(folder.descriptor, name) }
        try? calls.rmdir(path)
    }
}

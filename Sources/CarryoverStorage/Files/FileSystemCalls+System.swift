import CFileCalls
import Glibc

extension FileSystemCalls {
    /// The calls of the system that this program runs on.
    package static let system = unsafe FileSystemCalls(
        openat: { (directory, path, flags, mode) throws(Failure) in
            try unsafe checked("openat", Glibc.openat(directory, path, flags, mode))
        },
        close: { _ = Glibc.close($0) },
        fstat: { (descriptor) throws(Failure) in
            var status = stat()
            try unsafe checked("fstat", Glibc.fstat(descriptor, &status))
            return FileStatus(status)
        },
        fstatat: { (directory, path, flags) throws(Failure) in
            var status = stat()
            try unsafe checked("fstatat", Glibc.fstatat(directory, path, &status, flags))
            return FileStatus(status)
        },
        fchmod: { (descriptor, mode) throws(Failure) in
            try checked("fchmod", Glibc.fchmod(descriptor, mode))
        },
        fchown: { (descriptor, owner, group) throws(Failure) in
            try checked("fchown", Glibc.fchown(descriptor, owner, group))
        },
        fgetxattr: { (descriptor, name) throws(Failure) in
            // The most that the kernel keeps in one.
            let room = 65_536
            var value = [UInt8](repeating: 0, count: room)
            let count = unsafe CFileCalls.fgetxattr(descriptor, name, &value, room)
            return Array(value[..<(try checked("fgetxattr", count))])
        },
        fsetxattr: { (descriptor, name, value) throws(Failure) in
            let result = unsafe CFileCalls.fsetxattr(descriptor, name, value, value.count, 0)
            try checked("fsetxattr", result)
        },
        fremovexattr: { (descriptor, name) throws(Failure) in
            try unsafe checked("fremovexattr", CFileCalls.fremovexattr(descriptor, name))
        },
        read: { (descriptor, buffer) throws(Failure) in
            try unsafe checked("read", Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        },
        write: { (descriptor, buffer) throws(Failure) in
            try unsafe checked("write", Glibc.write(descriptor, buffer.baseAddress, buffer.count))
        },
        rewind: { (descriptor) throws(Failure) in
            _ = try checked("lseek", Glibc.lseek(descriptor, 0, SEEK_SET))
        },
        ftruncate: { (descriptor, length) throws(Failure) in
            try checked("ftruncate", Glibc.ftruncate(descriptor, length))
        },
        fsync: { (descriptor) throws(Failure) in
            try checked("fsync", Glibc.fsync(descriptor))
        },
        renameat: { (directory, source, target) throws(Failure) in
            try unsafe checked("renameat", Glibc.renameat(directory, source, directory, target))
        },
        exchange: { (directory, one, other) throws(Failure) in
            // `RENAME_EXCHANGE`, a macro that Swift does not see.
            try unsafe checked("renameat2", renameat2(directory, one, directory, other, 2))
        },
        unlinkat: { (directory, name) throws(Failure) in
            try unsafe checked("unlinkat", Glibc.unlinkat(directory, name, 0))
        },
        mkdir: { (path, mode) throws(Failure) in
            try unsafe checked("mkdir", Glibc.mkdir(path, mode))
        },
        rmdir: { (path) throws(Failure) in
            try unsafe checked("rmdir", Glibc.rmdir(path))
        },
        flock: { (descriptor, operation) throws(Failure) in
            try checked("flock", advisoryLock(descriptor, operation))
        },
        realpath: { (path) throws(Failure) in
            guard let resolved = unsafe Glibc.realpath(path, nil) else { throw Failure("realpath", errno) }
            defer { unsafe free(resolved) }
            return unsafe String(cString: resolved)
        },
        list: { (path) throws(Failure) in try names(in: path) },
        inotify: { (path, mask) throws(Failure) in
            let watch = try checked("inotify_init1", inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)))
            do throws(Failure) {
                try unsafe checked("inotify_add_watch", inotify_add_watch(watch, path, mask))
            } catch {
                _ = Glibc.close(watch)
                throw error
            }
            return watch
        },
        pause: { duration in
            let (seconds, attoseconds) = duration.components
            var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
            unsafe nanosleep(&time, nil)
        },
        geteuid: { Glibc.geteuid() },
        getpid: { Glibc.getpid() }
    )

    @discardableResult
    private static func checked<Number: SignedInteger>(
        _ call: String,
        _ result: Number
    ) throws(Failure) -> Number {
        guard result >= 0 else { throw Failure(call, errno) }
        return result
    }

    private static func names(in path: String) throws(Failure) -> [String] {
        guard let folder = unsafe opendir(path) else { throw Failure("opendir", errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(folder) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        // The end of the folder and a failure both come back as nothing; the error number tells them apart.
        guard errno == 0 else { throw Failure("readdir", errno) }
        return names
    }
}

/// `flock`, which inside the type above would name its own member, and behind `Glibc.` a structure.
private func advisoryLock(_ descriptor: Int32, _ operation: Int32) -> Int32 { flock(descriptor, operation) }

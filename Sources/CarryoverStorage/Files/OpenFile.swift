import CarryoverCore
import Glibc

/// An open file or folder, closed when its owner is done with it.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let calls: FileSystemCalls

    init(
        _ path: String,
        in directory: Int32 = FileSystemCalls.workingDirectory,
        flags: Int32,
        mode: mode_t = 0,
        calls: FileSystemCalls
    ) throws(SystemCallFailure) {
        // No file of ours may leak into a program that the app starts, least of all one that holds a lock.
        descriptor = try Self.uninterrupted { () throws(SystemCallFailure) in
            try calls.openat(directory, path, flags | O_CLOEXEC, mode)
        }
        self.calls = calls
    }

    deinit { calls.close(descriptor) }

    func status() throws(SystemCallFailure) -> FileStatus { try calls.fstat(descriptor) }

    func synchronize() throws(SystemCallFailure) {
        try Self.uninterrupted { () throws(SystemCallFailure) in try calls.fsync(descriptor) }
    }

    /// Makes the names in a folder durable, as far as its file system can be told to.
    ///
    /// Some have no such call for a folder, and refuse it; nobody can do more for the names then.
    ///
    /// - Returns: Whether it can be told to.
    @discardableResult
    func synchronizeNames() throws(SystemCallFailure) -> Bool {
        do throws(SystemCallFailure) {
            try synchronize()
            return true
        } catch {
            guard [EINVAL, ENOSYS, ENOTSUP].contains(error.number) else { throw error }
            return false
        }
    }

    /// Writes all of a content, however many calls that takes.
    func write(_ content: Secret) throws(SystemCallFailure) {
        try unsafe content.withBytes { (bytes) throws(SystemCallFailure) in try unsafe write(bytes) }
    }

    /// Writes a content over the one that is there, and cuts off what is left of a longer one.
    ///
    /// A file that is emptied first has its blocks given back and taken anew, and some file systems then write it to
    /// the disk when it is closed.
    func overwrite(_ content: Secret) throws(SystemCallFailure) {
        try write(content)
        if try status().size > content.count { try calls.ftruncate(descriptor, content.count) }
    }

    /// Whether it begins with a zero, and goes back to the beginning.
    func isBlank() throws(SystemCallFailure) -> Bool {
        var first: UInt8 = 0xff
        let count = try unsafe withUnsafeMutableBytes(of: &first) { (byte) throws(SystemCallFailure) in
            try Self.uninterrupted { () throws(SystemCallFailure) in try unsafe calls.read(descriptor, byte) }
        }
        try calls.rewind(descriptor)
        return count == 1 && first == 0
    }

    /// Writes all of some bytes, however many calls that takes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemCallFailure) {
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
            let count = try Self.uninterrupted { () throws(SystemCallFailure) in
                try unsafe calls.write(descriptor, part)
            }
            unsafe rest = rest.dropFirst(count)
        }
    }

    /// Reads up to the end.
    ///
    /// - Returns: The content, or `nil` when it is larger than the limit.
    func read(atMost limit: Int, expecting size: Int) throws(SystemCallFailure) -> Secret? {
        var capacity = min(max(size, 0), limit) + 1
        var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        defer {
            unsafe buffer.wipe()
            unsafe buffer.deallocate()
        }
        var filled = 0
        while true {
            if filled == capacity {
                // The file grew since its size was taken.
                guard capacity <= limit else { return nil }
                capacity = min(capacity * 2, limit + 1)
                let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
                unsafe larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
                unsafe buffer.wipe()
                unsafe buffer.deallocate()
                unsafe buffer = larger
            }
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<capacity])
            let count = try Self.uninterrupted { () throws(SystemCallFailure) in
                try unsafe calls.read(descriptor, part)
            }
            guard count > 0 else { break }
            filled += count
        }
        guard filled <= limit else { return nil }
        return unsafe Secret(copying: UnsafeRawBufferPointer(rebasing: buffer[0..<filled]))
    }

    static func uninterrupted<Result>(
        _ call: () throws(SystemCallFailure) -> Result
    ) throws(SystemCallFailure) -> Result {
        while true {
            do {
                return try call()
            } catch  where error.number == EINTR {
                continue
            }
        }
    }
}

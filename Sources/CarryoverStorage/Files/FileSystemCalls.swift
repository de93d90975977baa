package import Glibc

/// The system calls that storage makes, one closure each, so that a test can let any of them fail.
///
/// The calls are bare: an interruption (`EINTR`) comes back as a failure like any other, and a write may be
/// short. Whoever uses them runs on a thread that may block.
@safe package struct FileSystemCalls: Sendable {
    package typealias Failure = SystemCallFailure

    /// `AT_FDCWD`: a path that is looked up from the root or the working directory.
    package static let workingDirectory = AT_FDCWD

    package var openat: @Sendable (Int32, String, Int32, mode_t) throws(Failure) -> Int32
    package var close: @Sendable (Int32) -> Void
    package var fstat: @Sendable (Int32) throws(Failure) -> FileStatus
    package var fstatat: @Sendable (Int32, String, Int32) throws(Failure) -> FileStatus
    package var fchmod: @Sendable (Int32, mode_t) throws(Failure) -> Void
    package var fchown: @Sendable (Int32, uid_t, gid_t) throws(Failure) -> Void
    package var fgetxattr: @Sendable (Int32, String) throws(Failure) -> [UInt8]
    package var fsetxattr: @Sendable (Int32, String, [UInt8]) throws(Failure) -> Void
    package var fremovexattr: @Sendable (Int32, String) throws(Failure) -> Void
    package var read: @Sendable (Int32, UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    package var write: @Sendable (Int32, UnsafeRawBufferPointer) throws(Failure) -> Int
    /// `lseek` to the first byte.
    package var rewind: @Sendable (Int32) throws(Failure) -> Void
    package var ftruncate: @Sendable (Int32, Int) throws(Failure) -> Void
    package var fsync: @Sendable (Int32) throws(Failure) -> Void
    package var renameat: @Sendable (Int32, _ from: String, _ to: String) throws(Failure) -> Void
    /// `renameat2` with `RENAME_EXCHANGE`: each of two files in a folder gets the name of the other.
    package var exchange: @Sendable (Int32, String, String) throws(Failure) -> Void
    package var unlinkat: @Sendable (Int32, String) throws(Failure) -> Void
    package var mkdir: @Sendable (String, mode_t) throws(Failure) -> Void
    package var rmdir: @Sendable (String) throws(Failure) -> Void
    package var flock: @Sendable (Int32, Int32) throws(Failure) -> Void
    package var realpath: @Sendable (String) throws(Failure) -> String
    package var list: @Sendable (String) throws(Failure) -> [String]
    /// Opens an instance of inotify that watches one path: `inotify_init1` and `inotify_add_watch`.
    package var inotify: @Sendable (String, UInt32) throws(Failure) -> Int32
    package var pause: @Sendable (Duration) -> Void
    package var geteuid: @Sendable () -> uid_t
    package var getpid: @Sendable () -> pid_t
}

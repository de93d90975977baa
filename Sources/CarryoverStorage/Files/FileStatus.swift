import Glibc

/// What the kernel knows about a file, as far as storage needs it.
package struct FileStatus: Sendable, Equatable {
    /// The kinds of file that are told apart.
    package enum Kind: Sendable {
        case regular, directory, link, other
    }

    package var kind: Kind
    package var identity: FileIdentity
    /// The permission bits, without the kind.
    package var mode: UInt32
    package var links: UInt64
    package var owner: UInt32
    package var group: UInt32
    /// The size in bytes.
    package var size: Int
    /// The time of the last change of the content, in nanoseconds since 1970.
    package var modified: Int64
    /// The time of the last change of content, name count, mode or owner, in nanoseconds since 1970.
    package var changed: Int64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        mode = UInt32(status.st_mode & 0o7777)
        links = UInt64(status.st_nlink)
        owner = status.st_uid
        group = status.st_gid
        size = Int(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    }
}

extension FileStatus {
    /// The permission bits as `chmod` takes them.
    package var octalMode: String { String(mode, radix: 8) }
}

/// The kind of a file system, as the kernel's list of mounts names it.
package struct FileSystemKind: Sendable, Equatable {
    /// The kernel's name, such as `ext4` or `nfs4`.
    package let name: String

    /// Names a kind.
    package init(name: String) { self.name = name }

    /// Those of networks and clusters, and those through which a virtual machine sees its host's.
    private static let remoteKinds: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "gpfs", "beegfs", "davfs",
        "fuse.davfs2",
        "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.rclone", "fuse.s3fs", "9p", "virtiofs", "vboxsf",
        "fuse.vmhgfs-fuse",
    ]

    /// Whether another machine keeps the files: then locks and durability are that machine's word.
    package var isRemote: Bool { Self.remoteKinds.contains(name) }

    /// Whether the files are gone after a restart.
    package var isVolatile: Bool { ["tmpfs", "ramfs"].contains(name) }

    /// Finds the file system of a path.
    ///
    /// - Parameters:
    ///   - path: An absolute path without links; it need not exist.
    ///   - mounts: The content of `/proc/self/mountinfo`, see proc(5).
    package init?(of path: String, mounts: String) {
        var best: (depth: Int, name: String)?
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 4, let end = fields.firstIndex(of: "-"), fields.indices.contains(end + 1)
            else { continue }
            let point = Self.unescaped(fields[4])
            guard point == "/" || path == point || path.hasPrefix(point + "/") else { continue }
            // Of two mounts on one place the later one is seen.
            if point.utf8.count >= best?.depth ?? 0 { best = (point.utf8.count, String(fields[end + 1])) }
        }
        guard let best else { return nil }
        name = best.name
    }

    /// Blanks and the like are written as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(3), as: UTF8.self)
            if byte == UInt8(ascii: "\\"), let number = UInt8(digits, radix: 8) {
                bytes.append(number)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import CarryoverCore
import Glibc

extension FileSystemKind {
    /// Asks the kernel for the file system of a path, or of its nearest parent that there is.
    static func found(at path: String, calls: FileSystemCalls) -> FileSystemKind? {
        var rest = path[...]
        while !rest.isEmpty {
            if let resolved = try? calls.realpath(String(rest)) {
                return mounts(calls).flatMap { FileSystemKind(of: resolved, mounts: $0) }
            }
            rest = rest[..<(rest.lastIndex(of: "/") ?? rest.startIndex)]
        }
        return nil
    }

    private static func mounts(_ calls: FileSystemCalls) -> String? {
        let content = try? OpenFile("/proc/self/mountinfo", flags: O_RDONLY, calls: calls)
            .read(atMost: 1 << 20, expecting: 1 << 14)
        return (content ?? nil)?.exposed
    }
}

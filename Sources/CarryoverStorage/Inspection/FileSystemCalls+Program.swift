import CarryoverCore
import Glibc

extension FileSystemCalls {
    /// The name of a process's program, cut at 15 bytes, or `nil` where it cannot be seen; see proc(5).
    ///
    /// The link to the program would say more, but a daemon with privileges, as gnome-keyring has them, hides it.
    func program(ofProcess process: UInt32) -> String? {
        let content = try? OpenFile("/proc/\(process)/comm", flags: O_RDONLY, calls: self)
            .read(atMost: 64, expecting: 64)
        guard let content = content ?? nil else { return nil }
        let name = content.exposed.prefix { $0 != "\n" }
        return name.isEmpty ? nil : String(name)
    }
}

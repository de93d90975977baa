import CarryoverStorage

/// Whether there is room for the next write, which needs the old record and the new one at once.
enum FreeSpaceCheck {
    private static let name = "free space"
    /// Twice the largest record, in bytes.
    private static let needed: UInt64 = 8 << 20

    static func finding(_ folders: [FolderInspection]) -> Finding {
        guard !folders.isEmpty else { return Finding(name, .skip, "nothing is kept in files") }
        guard let free = folders.compactMap(\.freeBytes).min() else {
            return Finding(name, .skip, "the kernel does not say")
        }
        let text = "\(free >> 20) MiB"
        guard free < needed else { return Finding(name, .ok, text) }
        return Finding(
            failed: name,
            text,
            remedy: "make room, or the next session is lost",
            isAboutStore: true
        )
    }
}

import CarryoverStorage

/// What kind of file system keeps the record and its locks.
enum FileSystemCheck {
    private static let name = "file system"

    static func finding(_ folders: [FolderInspection]) -> Finding {
        guard !folders.isEmpty else { return Finding(name, .skip, "nothing is kept in files") }
        var kinds: [FileSystemKind] = []
        for kind in folders.compactMap(\.fileSystem) where !kinds.contains(kind) { kinds.append(kind) }
        guard !kinds.isEmpty else { return Finding(name, .skip, "the kernel does not say") }
        let names = kinds.map(\.name).joined(separator: ", ")
        var notes: [(detail: String, remedy: String)] = []
        if kinds.contains(where: \.isRemote) {
            notes.append(
                (
                    "another machine answers for locks and durability",
                    "set storage.directory to a local disk if you can"
                )
            )
        }
        if kinds.contains(where: \.isVolatile) {
            notes.append(
                (
                    "a restart of the machine clears it",
                    "set storage.directory to a disk if sessions shall last"
                )
            )
        } else if folders.contains(where: { !$0.canSyncNames }) {
            notes.append(
                (
                    "it cannot sync a folder, so a power cut may undo the last save",
                    "set storage.directory to another file system if you can"
                )
            )
        }
        if !notes.isEmpty {
            let detail = "\(names): \(notes.map(\.detail).joined(separator: "; "))"
            return Finding(name, .ok, detail, remedy: notes.map(\.remedy).first)
        }
        return Finding(name, .ok, names)
    }
}

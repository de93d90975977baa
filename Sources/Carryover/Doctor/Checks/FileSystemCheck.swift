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
        if kinds.contains(where: \.isRemote) {
            return Finding(
                name,
                .ok,
                "\(names): another machine answers for locks and durability",
                remedy: "set storage.directory to a local disk if you can"
            )
        }
        guard !kinds.contains(where: \.isVolatile) else {
            return Finding(
                name,
                .ok,
                "\(names): a restart of the machine clears it",
                remedy: "set storage.directory to a disk if sessions shall last"
            )
        }
        return Finding(name, .ok, names)
    }
}

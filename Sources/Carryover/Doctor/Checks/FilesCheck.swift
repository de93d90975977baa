import CarryoverStorage

/// Whether owner and mode of folders and files keep others out.
enum FilesCheck {
    private static let name = "files"

    static func finding(_ folders: [FolderInspection]) -> Finding {
        guard !folders.isEmpty else { return Finding(name, .skip, "nothing is kept in files") }
        if let error = folders.compactMap(\.error).first {
            return Finding(failed: name, "\(error)", remedy: error.advice, isAboutStore: true)
        }
        let objections = folders.flatMap(\.objections)
        guard objections.isEmpty else {
            return Finding(
                failed: name,
                objections.map(\.detail).joined(separator: "; "),
                remedy: objections.map(\.remedy).joined(separator: "; "),
                isAboutStore: true
            )
        }
        let present = folders.filter(\.isPresent)
        guard !present.isEmpty else { return Finding(name, .ok, "there are none yet") }
        let count = present.reduce(0) { $0 + $1.files }
        return Finding(
            name,
            .ok,
            "\(count) in \(present.map(\.path).joined(separator: " and ")), for you alone"
        )
    }
}

import CarryoverCore
import CarryoverStorage

/// Whether the record is there once.
enum DuplicatesCheck {
    private static let name = "duplicates"

    static func finding(
        _ keyring: KeyringInspection?,
        _ folders: [FolderInspection],
        _ description: StoreDescription
    ) -> Finding {
        guard let keyring else { return Finding(name, .skip, "no keyring is configured") }
        let items = keyring.items ?? 0
        if items > 1 {
            return Finding(
                failed: name,
                "\(items) keyring items for one record; the newest counts",
                remedy:
                    "the next write removes the others; if they come back, report it to the keyring's makers",
                isAboutStore: true
            )
        }
        let records = folders.reduce(0) { $0 + $1.records }
        if description.backend == .keyring, records > 0 {
            return Finding(
                failed: name,
                "a record in a file beside the keyring; it never counts",
                remedy: "start the app once more, which removes it",
                isAboutStore: true
            )
        }
        guard keyring.items != nil else { return Finding(name, .skip, "the keyring could not be searched") }
        return Finding(name, .ok, "none")
    }
}

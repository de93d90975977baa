#if ChromiumLocalStorage
    package import CarryoverCore
    package import CarryoverStorage

    /// The local storage of Chromium, Electron and everything else that embeds Chromium.
    ///
    /// It is one LevelDB for all origins, which a running app holds locked and which opening changes: a private copy is read.
    /// Every call may come from any task.
    package struct ChromiumLocalStorage: BrowserStorage {
        package let kind = "chromium-local-storage"
        package let location: String
        private let files: any LegacyFiles
        private let copies: CopiedFiles

        /// Creates the access.
        ///
        /// - Parameters:
        ///   - path: The folder of the LevelDB, or that of the app or profile it belongs to; it may be a pattern.
        ///   - files: Finds the place.
        ///   - copies: Makes the copies.
        package init(path: String, files: any LegacyFiles, copies: CopiedFiles) {
            location = path
            self.files = files
            self.copies = copies
        }

        package func places() async -> LegacyPaths { await files.expand(location) }

        package func items(
            of origin: WebOrigin,
            at place: String
        ) async throws(LegacySourceError) -> [BrowserStorageItem]? {
            for group in Self.groups(at: place) {
                if let items = try await items(of: origin, in: group, place) { return items }
            }
            return nil
        }

        private func items(
            of origin: WebOrigin,
            in group: FileGroup,
            _ place: String
        ) async throws(LegacySourceError) -> [BrowserStorageItem]? {
            try await copies.read(place, group) { (copy) throws(LegacySourceError) in
                do throws(LevelDBFolder.Failure) {
                    return try LevelDBFolder(copy).items(of: origin)
                } catch {
                    // The copy is one of a moment at which nobody wrote: what is damaged in it is damaged there.
                    throw LegacySourceError(
                        error.isDamage ? .malformed : .unreadable,
                        place: place,
                        detail: "LevelDB: \(error.detail.replacing(copy, with: group.folder))"
                    )
                }
            }
        }

        /// An app's folder is its profile (Electron), or that of a browser, in which the profiles are folders.
        private static func groups(at place: String) -> [FileGroup] {
            ["", "/leveldb", "/Local Storage/leveldb", "/Default/Local Storage/leveldb"].map { below in
                FileGroup(folder: place + below, essential: "CURRENT") { name in
                    name == "CURRENT" || name.hasPrefix("MANIFEST-")
                        || [".log", ".ldb", ".sst"].contains { name.hasSuffix($0) }
                }
            }
        }
    }
#endif

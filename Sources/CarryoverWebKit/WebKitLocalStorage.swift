#if WebKitLocalStorage
    package import CarryoverCore
    package import CarryoverStorage

    /// The local storage of WebKitGTK, in which Tauri and other apps with a web view of the system keep theirs.
    ///
    /// It is a SQLite file for each origin, and most of it stands in the log beside the file as long as the app runs: a
    /// private copy of both is read. Every call may come from any task.
    package struct WebKitLocalStorage: BrowserStorage {
        package let kind = "webkit-local-storage"
        package let location: String
        private let files: any LegacyFiles
        private let copies: CopiedFiles

        /// Creates the access.
        ///
        /// - Parameters:
        ///   - path: The file of the origin, a folder above it, or the app's data folder; it may be a pattern.
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
            for file in Self.namedFiles(of: origin, at: place) {
                if let items = try await items(in: file, place) { return items }
            }
            let hashed = await originFiles(at: place)
            for file in try await hashedFiles(of: origin, among: hashed.found) {
                if let items = try await items(in: file, place) { return items }
            }
            if let unreadable = hashed.unreadable.first { throw .unreadable(unreadable) }
            return nil
        }

        private func items(
            in file: WebKitStorageFile,
            _ place: String
        ) async throws(LegacySourceError) -> [BrowserStorageItem]? {
            try await copies.read(place, file.group) { (copy) throws(LegacySourceError) in
                do throws(SQLiteFile.Failure) {
                    return try SQLiteFile("\(copy)/\(file.name)").items()
                } catch {
                    // The copy is one of a moment at which nobody wrote: what is damaged in it is damaged there.
                    throw LegacySourceError(
                        error.isDamage ? .malformed : .unreadable,
                        place: place,
                        detail: "SQLite: \(error.detail)"
                    )
                }
            }
        }

        /// Where WebKitGTK for GTK 3 keeps it, and the file itself where it was named.
        private static func namedFiles(of origin: WebOrigin, at place: String) -> [WebKitStorageFile] {
            let name = WebKitFileName.name(of: origin)
            var files = ["", "/localstorage"].map { WebKitStorageFile(name: name, folder: place + $0) }
            // A file that is named after an origin has nothing of another one.
            if let file = WebKitStorageFile(path: place),
                file.name == name || !WebKitFileName.isOfOneOrigin(file.name)
            {
                files.append(file)
            }
            return files
        }

        /// Where WebKitGTK for GTK 4 keeps it: in folders whose names only tell who wrote the file `origin` in them.
        private func originFiles(at place: String) async -> LegacyPaths {
            let folder = PathPattern.literal(place)
            var paths = LegacyPaths()
            for pattern in ["\(folder)/*/*/origin", "\(folder)/storage/*/*/origin"] {
                let more = await files.expand(pattern)
                paths.found += more.found
                paths.unreadable += more.unreadable
            }
            return paths
        }

        private func hashedFiles(
            of origin: WebOrigin,
            among originFiles: [String]
        ) async throws(LegacySourceError) -> [WebKitStorageFile] {
            var found: [WebKitStorageFile] = []
            for path in originFiles {
                guard let content = try await read(path) else { continue }
                let bytes = unsafe content.withBytes { unsafe Array($0) }
                guard WebKitOriginFile.origin(bytes) == origin else { continue }
                found.append(
                    WebKitStorageFile(
                        name: "localstorage.sqlite3",
                        folder: "\(path.dropLast("origin".count))LocalStorage"
                    )
                )
            }
            return found
        }

        private func read(_ path: String) async throws(LegacySourceError) -> Secret? {
            do throws(LegacyFileError) {
                return try await files.read(path)?.content
            } catch {
                throw .unreadable(error)
            }
        }
    }
#endif

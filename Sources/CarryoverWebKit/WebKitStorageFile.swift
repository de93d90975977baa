#if WebKitLocalStorage
    import CarryoverStorage

    /// A SQLite file, and what stands beside it.
    struct WebKitStorageFile: Sendable {
        let name: String
        let folder: String

        init(name: String, folder: String) {
            self.name = name
            self.folder = folder
        }

        init?(path: String) {
            guard let slash = path.lastIndex(of: "/") else { return nil }
            name = String(path[slash...].dropFirst())
            folder = slash == path.startIndex ? "/" : String(path[..<slash])
            if name.isEmpty { return nil }
        }

        /// The file with its logs; the index of a log is made anew from it.
        var group: FileGroup {
            FileGroup(folder: folder, essential: name) { [name] file in
                file == name || file == "\(name)-wal" || file == "\(name)-journal"
            }
        }
    }
#endif

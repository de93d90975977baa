import Carryover
import Glibc

/// Looks at what the app has on disk.
struct DiskReader: Sendable {
    let folder: String

    /// Every file of interest, in the order of the paths.
    func items() -> [DiskItem] {
        ["config", "state", "data"].flatMap { items(below: $0) }.sorted { $0.path < $1.path }
    }

    private func items(below path: String) -> [DiskItem] {
        guard let directory = opendir("\(folder)/\(path)") else { return [] }
        defer { closedir(directory) }
        var found: [DiskItem] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { buffer in
                String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            let inner = "\(path)/\(name)"
            var status = stat()
            guard lstat("\(folder)/\(inner)", &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                found += items(below: inner)
            } else {
                let version =
                    "\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
                let item = DiskItem(path: inner, version: version) {
                    try? TextFile.read("\(folder)/\(inner)")
                }
                if let item { found.append(item) }
            }
        }
        return found
    }
}

import Glibc

extension StorageLocation {
    /// A folder: the nearest one above it that exists, as the kernel knows it, and the names from there on.
    private struct Place: Equatable {
        var nearest: FileIdentity?
        var rest: [Substring]

        init(_ path: String) {
            var names = path.split(separator: "/").filter { $0 != "." }
            rest = []
            while true {
                let folder = "/" + names.joined(separator: "/")
                let status = try? FileSystemCalls.system.fstatat(FileSystemCalls.workingDirectory, folder, 0)
                nearest = status?.identity
                guard nearest == nil, let last = names.popLast() else { return }
                rest.insert(last, at: 0)
            }
        }
    }

    /// Whether two paths lead to one folder, by whatever links, and also where it does not exist yet.
    static func isSame(_ path: String, _ other: String) -> Bool { Place(path) == Place(other) }
}

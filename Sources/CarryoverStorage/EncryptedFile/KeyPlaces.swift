import Glibc

/// Where the key file of a record can be: in the usual folder of keys, or one level below it.
///
/// Which of them a new key belongs into depends on what leads where at that moment, and that can change: a home that
/// moves, a link that comes or goes. So an existing key is looked for in both. Every function blocks.
package struct KeyPlaces: Sendable {
    /// The file in the usual folder.
    let usual: DurableFile
    /// The file one level below it.
    let below: DurableFile
    private let recordDirectory: String
    private let calls: FileSystemCalls

    /// Names the places; nothing is touched yet.
    ///
    /// - Parameters:
    ///   - name: The name of the key file.
    ///   - directory: The usual folder of keys.
    ///   - recordDirectory: The folder of the record, beside which its key shall not be.
    package init(name: String, directory: String, recordDirectory: String, calls: FileSystemCalls) {
        func file(in directory: String) -> DurableFile {
            DurableFile(directory: directory, name: name, maximumBytes: 4096, calls: calls)
        }
        usual = file(in: directory)
        below = file(in: Self.folder(below: directory))
        self.recordDirectory = recordDirectory
        self.calls = calls
    }

    /// Both, the usual one first.
    var all: [DurableFile] { [usual, below] }

    /// Where a new key belongs: beside no record, but in every copy of that folder that takes along what is in its
    /// folders; and in a folder that nobody else may enter.
    var forNewKey: DurableFile {
        isUsualOpen || Self.isSame(usual.directory, recordDirectory, calls) ? below : usual
    }

    /// Whether the usual folder is one that the app has made for everybody to look into, and nobody else to write.
    private var isUsualOpen: Bool {
        let here = FileSystemCalls.workingDirectory
        guard let status = try? calls.fstatat(here, usual.directory, AT_SYMLINK_NOFOLLOW) else {
            return false
        }
        return status.kind == .directory && status.owner == calls.geteuid() && status.mode & 0o077 != 0
            && status.mode & 0o022 == 0
    }

    /// The folder of keys for records that are in the usual folder of keys.
    static func folder(below directory: String) -> String { "\(directory)/keys" }

    /// Whether two paths lead to one folder, by whatever links, and also where it does not exist yet.
    static func isSame(_ path: String, _ other: String, _ calls: FileSystemCalls) -> Bool {
        Place(path, calls) == Place(other, calls)
    }

    /// A folder: the nearest one above it that exists, as the kernel knows it, and the names from there on.
    private struct Place: Equatable {
        var nearest: FileIdentity?
        var rest: [Substring]

        init(_ path: String, _ calls: FileSystemCalls) {
            var names = path.split(separator: "/").filter { $0 != "." }
            rest = []
            while true {
                let folder = "/" + names.joined(separator: "/")
                nearest = try? calls.fstatat(FileSystemCalls.workingDirectory, folder, 0).identity
                guard nearest == nil, let last = names.popLast() else { return }
                rest.insert(last, at: 0)
            }
        }
    }
}

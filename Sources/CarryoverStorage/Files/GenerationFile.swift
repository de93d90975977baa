import CarryoverCore
import Glibc

/// A file that shows that a record was changed, for those who wait for it.
///
/// It holds nothing but a number.
struct GenerationFile: Sendable {
    let directory: String
    let name: String
    let calls: FileSystemCalls

    /// The number of the last change, or zero where the record was deleted or nobody knows.
    var last: UInt64 {
        let file = DurableFile(directory: directory, name: name, maximumBytes: 64, calls: calls)
        guard let text = try? file.read() else { return 0 }
        return UInt64(text.exposed.prefix { $0 != "\n" }) ?? 0
    }

    /// Writes the number of the last change.
    ///
    /// It is a courtesy to those who wait: the write that it tells of has succeeded, whatever becomes of this
    /// one.
    func announce(_ generation: UInt64, in folder: borrowing PrivateDirectory) {
        guard
            let file = try? OpenFile(
                name,
                in: folder.descriptor,
                flags: O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
                mode: 0o600,
                calls: calls
            )
        else { return }
        try? file.overwrite(Secret("\(generation)\n"))
    }
}

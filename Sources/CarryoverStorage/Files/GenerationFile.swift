import CarryoverCore
import Glibc

/// A file that shows that a record was changed, for those who wait for it.
///
/// It holds nothing but a number.
struct GenerationFile: Sendable {
    let directory: String
    let name: String
    let calls: FileSystemCalls

    /// Writes the number of the last change.
    ///
    /// It is a courtesy to those who wait: the write that it tells of has succeeded, whatever becomes of this
    /// one.
    func announce(_ generation: UInt64) {
        guard
            let folder = try? PrivateDirectory.open(
                directory,
                creating: false,
                operation: "announce",
                calls: calls
            ),
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

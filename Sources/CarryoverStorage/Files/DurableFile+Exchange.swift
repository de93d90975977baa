import CarryoverCore
import Glibc

/// Writes by exchange: the file that was replaced stays beside the new one, overwritten with zeros, and is the place of
/// the next content.
///
/// To make a file, give it blocks, and give back those of another one is what a disk waits for longest in a write that
/// replaces a file by a new one. It is also the only way to overwrite what is replaced.
extension DurableFile {
    /// Replaces the file in its folder, durably and atomically.
    ///
    /// Whoever reads without the writers' lock has to expect that: see ``read(in:_:isExchanged:)``.
    ///
    /// - Throws: ``StoreError``, and the file is what it was; only with ``StoreError/Code/notDurable`` it
    ///   holds the new content, which a power cut might undo.
    func exchange(
        for content: Secret,
        in folder: borrowing PrivateDirectory,
        _ operation: String
    ) throws(StoreError) {
        guard content.count <= maximumBytes else { throw tooLarge(operation) }
        do throws(SystemCallFailure) {
            do throws(SystemCallFailure) {
                try writeSpare(content, in: folder)
                try takeName(in: folder)
            } catch {
                try? calls.unlinkat(folder.descriptor, temporaryName)
                throw error
            }
        } catch {
            throw error.storeError(operation, path: path)
        }
        // Before that a power cut may still bring the old name back to what would be overwritten here.
        if try makeDurable(folder, operation), (try? blankSpare(in: folder)) != nil { return }
        try? removeTemporary(in: folder)
    }

    /// Whether it is proven that there is neither the file nor what a writer had begun in its place.
    func hasNoTrace(_ operation: String) throws(StoreError) -> Bool {
        let spare = DurableFile(
            directory: directory,
            name: temporaryName,
            maximumBytes: maximumBytes,
            calls: calls
        )
        guard try isAbsent(operation) else { return false }
        return try spare.isAbsent(operation)
    }

    private func writeSpare(
        _ content: Secret,
        in folder: borrowing PrivateDirectory
    ) throws(SystemCallFailure) {
        guard let spare = blank(in: folder) else {
            try removeTemporary(in: folder)
            return try writeTemporary(content, in: folder)
        }
        try spare.overwrite(content)
        try spare.synchronize()
    }

    /// Opens the spare file, if it is certain that it is one.
    ///
    /// The zeros say that the names were durable before it was written to. What a process left that was killed may be
    /// the record itself after a power cut, and is not written over.
    private func blank(in folder: borrowing PrivateDirectory) -> OpenFile? {
        do throws(SystemCallFailure) {
            let spare = try OpenFile(
                temporaryName,
                in: folder.descriptor,
                flags: O_RDWR | O_NOFOLLOW | O_NONBLOCK,
                calls: calls
            )
            let status = try spare.status()
            guard FileObjection(status, at: temporaryName, as: .file, user: calls.geteuid()) == nil,
                try spare.isBlank()
            else { return nil }
            return spare
        } catch {
            return nil
        }
    }

    private func takeName(in folder: borrowing PrivateDirectory) throws(SystemCallFailure) {
        do throws(SystemCallFailure) {
            try calls.exchange(folder.descriptor, temporaryName, name)
        } catch {
            // There is nothing to be replaced, or the file system knows no exchange.
            try calls.renameat(folder.descriptor, temporaryName, name)
        }
    }

    private func blankSpare(in folder: borrowing PrivateDirectory) throws(SystemCallFailure) {
        do throws(SystemCallFailure) {
            let spare = try OpenFile(
                temporaryName,
                in: folder.descriptor,
                flags: O_WRONLY | O_NOFOLLOW | O_NONBLOCK,
                calls: calls
            )
            try spare.blank()
        } catch  where error.number == ENOENT {
            return
        }
    }
}

import CarryoverCore
import Glibc

/// Writes by exchange: the file that was replaced stays beside the new one, overwritten with zeros, and is the place of
/// the next content.
///
/// To make a file, give it blocks, and give back those of another one is what a disk waits for longest in a write that
/// replaces a file by a new one. Who reads without the writers' lock has to look twice at what does not look well.
extension DurableFile {
    /// Replaces the file in its folder, durably and atomically.
    ///
    /// - Parameter replaced: What has the name now, as the holder of the lock has found it.
    /// - Throws: ``StoreError``, and the file is what it was; only with ``StoreError/Code/notDurable`` it
    ///   holds the new content, which a power cut might undo.
    func exchange(
        _ replaced: FileStatus,
        for content: Secret,
        in folder: borrowing PrivateDirectory,
        _ operation: String
    ) throws(StoreError) {
        guard content.count <= maximumBytes else { throw tooLarge(operation) }
        // Held open, for a name says nothing about which file it is later, and a number is given away again.
        guard let former = try? open(name, O_WRONLY, in: folder),
            (try? former.status())?.identity == replaced.identity
        else { return try write(content, in: folder, operation) }
        let isExchanged: Bool
        do throws(SystemCallFailure) {
            do throws(SystemCallFailure) {
                try writeSpare(content, in: folder)
                isExchanged = try takeName(in: folder)
            } catch {
                try? calls.unlinkat(folder.descriptor, temporaryName)
                throw error
            }
        } catch {
            throw error.storeError(operation, path: path)
        }
        let isDurable = try makeDurable(folder, operation)
        guard isExchanged else { return }
        // Before its names are durable a power cut may bring the old one back to what would be overwritten here.
        let zeros = Secret(bytes: [UInt8](repeating: 0, count: replaced.size))
        if isDurable, (try? former.write(zeros)) != nil { return }
        _ = try? remove(temporaryName, in: folder)
    }

    /// Removes what a writer had begun, or has left of what it replaced, durably, and overwrites it before.
    func removeSpare(in folder: borrowing PrivateDirectory, _ operation: String) throws(StoreError) {
        if let spare = try? open(temporaryName, O_WRONLY, in: folder), let size = try? spare.status().size,
            // It may be the file itself after a power cut, as long as the names are not durable.
            try makeDurable(folder, operation)
        {
            try? spare.write(Secret(bytes: [UInt8](repeating: 0, count: size)))
            try? spare.synchronize()
        }
        try remove([temporaryName], in: folder, operation)
    }

    /// Whether it is proven that there is nothing of what writers have begun or replaced.
    func hasNoSpare(_ operation: String) throws(StoreError) -> Bool {
        try DurableFile(directory: directory, name: temporaryName, maximumBytes: maximumBytes, calls: calls)
            .isAbsent(operation)
    }

    private func writeSpare(
        _ content: Secret,
        in folder: borrowing PrivateDirectory
    ) throws(SystemCallFailure) {
        guard let spare = blankSpare(in: folder) else {
            try remove(temporaryName, in: folder)
            return try writeTemporary(content, in: folder)
        }
        try spare.overwrite(content)
        try spare.synchronize()
    }

    /// Opens the spare file, if it is certain that it is one.
    ///
    /// The zeros say that the names were durable before it was written to. What a process left that was killed may be
    /// the file itself after a power cut, and is not written over.
    private func blankSpare(in folder: borrowing PrivateDirectory) -> OpenFile? {
        do throws(SystemCallFailure) {
            let spare = try open(temporaryName, O_RDWR, in: folder)
            let status = try spare.status()
            guard FileObjection(status, at: temporaryName, as: .file, user: calls.geteuid()) == nil,
                try spare.isBlank()
            else { return nil }
            return spare
        } catch {
            return nil
        }
    }

    /// - Returns: Whether what was replaced has the spare file's name now.
    private func takeName(in folder: borrowing PrivateDirectory) throws(SystemCallFailure) -> Bool {
        do throws(SystemCallFailure) {
            try calls.exchange(folder.descriptor, temporaryName, name)
            return true
        } catch {
            // The file system knows no exchange, or a sandbox does not. After any other failure nobody knows which file
            // has which name.
            guard [EINVAL, ENOSYS, ENOTSUP, EPERM].contains(error.number) else { throw error }
            try calls.renameat(folder.descriptor, temporaryName, name)
            return false
        }
    }

    private func open(
        _ name: String,
        _ access: Int32,
        in folder: borrowing PrivateDirectory
    ) throws(SystemCallFailure) -> OpenFile {
        try OpenFile(
            name,
            in: folder.descriptor,
            flags: access | O_NOFOLLOW | O_NONBLOCK,
            calls: calls
        )
    }
}

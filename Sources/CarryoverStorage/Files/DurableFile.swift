package import CarryoverCore
import Glibc

/// A private file that is replaced whole: after a crash at any instant it holds the old content or the new
/// one.
///
/// Every function blocks. Those that change the file are called by one writer at a time, who holds a lock.
package struct DurableFile: Sendable {
    /// The folder, which is created with mode 0700 by the first write.
    package let directory: String
    /// The name inside the folder.
    package let name: String
    /// The largest content that is read or written, in bytes.
    package let maximumBytes: Int
    let calls: FileSystemCalls

    /// Creates a file's handle; nothing is touched yet.
    package init(directory: String, name: String, maximumBytes: Int, calls: FileSystemCalls) {
        self.directory = directory
        self.name = name
        self.maximumBytes = maximumBytes
        self.calls = calls
    }

    /// Where the file is.
    package var path: String { "\(directory)/\(name)" }

    /// One name is enough, for there is one writer at a time; what a dead one left behind is never written to.
    var temporaryName: String { ".\(name).tmp" }

    /// Reads the file.
    ///
    /// - Returns: The content, or `nil` when it is proven that there is none.
    /// - Throws: ``StoreError``: ``StoreError/Code/unsafePermissions`` when others may read or write it,
    ///   ``StoreError/Code/damaged`` when it is too large, ``StoreError/Code/fileSystem`` otherwise.
    package func read(_ operation: String = "read") throws(StoreError) -> Secret? {
        guard let folder = try folder(operation) else { return nil }
        return try look(in: folder, operation).get()?.content
    }

    /// Opens the folder, if there is one.
    func folder(_ operation: String) throws(StoreError) -> PrivateDirectory? {
        try PrivateDirectory.open(directory, creating: false, operation: operation, calls: calls)
    }

    /// Whether a file that was read has its name still, and nobody has touched it.
    func isStill(_ status: FileStatus, in folder: borrowing PrivateDirectory) -> Bool {
        (try? calls.fstatat(folder.descriptor, name, AT_SYMLINK_NOFOLLOW)) == status
    }

    /// Reads the file in its folder, and what it was when it was opened.
    func look(
        in folder: borrowing PrivateDirectory,
        _ operation: String
    ) -> Result<(content: Secret, status: FileStatus)?, StoreError> {
        do throws(SystemCallFailure) {
            // Without `O_NONBLOCK` a pipe that somebody put there would hold us for ever.
            let file = try OpenFile(
                name,
                in: folder.descriptor,
                flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
                calls: calls
            )
            let status = try file.status()
            if let objection = FileObjection(status, at: path, as: .file, user: calls.geteuid()) {
                return .failure(objection.storeError(operation))
            }
            guard let content = try file.read(atMost: maximumBytes, expecting: status.size) else {
                return .failure(tooLarge(operation))
            }
            return .success((content, status))
        } catch {
            switch error.number {
            case ENOENT:
                return .success(nil)
            case ELOOP:
                let objection = FileObjection(detail: "\(path) is a link", remedy: "remove the link")
                return .failure(objection.storeError(operation))
            default:
                return .failure(error.storeError(operation, path: path))
            }
        }
    }

    /// Replaces the file, durably and atomically.
    ///
    /// - Parameter isFollowed: Whether another file in the same folder is written next, by the same call: what makes
    ///   that one's name durable does the same for this one's.
    /// - Throws: ``StoreError``, and the file is what it was; only with ``StoreError/Code/notDurable`` it
    ///   holds the new content, which a power cut might undo.
    package func write(
        _ content: Secret,
        _ operation: String = "write",
        isFollowed: Bool = false
    ) throws(StoreError) {
        guard
            let folder = try PrivateDirectory.open(
                directory,
                creating: true,
                operation: operation,
                calls: calls
            )
        else { return }
        try write(content, in: folder, operation, isFollowed: isFollowed)
    }

    /// Replaces the file in its folder.
    func write(
        _ content: Secret,
        in folder: borrowing PrivateDirectory,
        _ operation: String,
        isFollowed: Bool = false
    ) throws(StoreError) {
        guard content.count <= maximumBytes else { throw tooLarge(operation) }
        do throws(SystemCallFailure) {
            try remove(temporaryName, in: folder)
            do throws(SystemCallFailure) {
                try writeTemporary(content, in: folder)
                try calls.renameat(folder.descriptor, temporaryName, name)
            } catch {
                try? calls.unlinkat(folder.descriptor, temporaryName)
                throw error
            }
        } catch {
            throw error.storeError(operation, path: path)
        }
        if !isFollowed { _ = try makeDurable(folder, operation) }
    }

    /// Removes the file, durably, and what a writer had begun or left in its place.
    ///
    /// Removing what is not there succeeds.
    package func remove(_ operation: String = "delete") throws(StoreError) {
        guard let folder = try folder(operation) else { return }
        try remove([temporaryName, name], in: folder, operation)
    }

    /// Removes those of the names that there are, durably.
    func remove(
        _ names: [String],
        in folder: borrowing PrivateDirectory,
        _ operation: String
    ) throws(StoreError) {
        var isChanged = false
        do throws(SystemCallFailure) {
            for name in names where try remove(name, in: folder) { isChanged = true }
        } catch {
            throw error.storeError(operation, path: path)
        }
        if isChanged { _ = try makeDurable(folder, operation) }
    }

    /// Gives the file another name in the same folder, durably; the other name must be free.
    ///
    /// - Returns: Whether there was a file.
    package func rename(to other: String, _ operation: String) throws(StoreError) -> Bool {
        guard let folder = try folder(operation) else { return false }
        do throws(SystemCallFailure) {
            try calls.renameat(folder.descriptor, name, other)
        } catch  where error.number == ENOENT {
            return false
        } catch {
            throw error.storeError(operation, path: path)
        }
        _ = try makeDurable(folder, operation)
        return true
    }

    /// Whether it is proven that nothing has this name.
    package func isAbsent(_ operation: String) throws(StoreError) -> Bool {
        guard let folder = try folder(operation) else { return true }
        do throws(SystemCallFailure) {
            _ = try calls.fstatat(folder.descriptor, name, AT_SYMLINK_NOFOLLOW)
            return false
        } catch {
            guard error.number == ENOENT else { throw error.storeError(operation, path: path) }
            return true
        }
    }

    func writeTemporary(
        _ content: Secret,
        in folder: borrowing PrivateDirectory
    ) throws(SystemCallFailure) {
        let file = try OpenFile(
            temporaryName,
            in: folder.descriptor,
            flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
            mode: 0o600,
            calls: calls
        )
        // The umask may have taken bits away, and a default access list may have added some.
        try calls.fchmod(file.descriptor, 0o600)
        try file.write(content)
        try file.synchronize()
    }

    /// - Returns: Whether there was such a file.
    @discardableResult
    func remove(_ name: String, in folder: borrowing PrivateDirectory) throws(SystemCallFailure) -> Bool {
        do throws(SystemCallFailure) {
            try calls.unlinkat(folder.descriptor, name)
            return true
        } catch  where error.number == ENOENT {
            return false
        }
    }

    /// Makes the names in the folder durable.
    ///
    /// - Returns: Whether its file system can be told to.
    func makeDurable(
        _ folder: borrowing PrivateDirectory,
        _ operation: String
    ) throws(StoreError) -> Bool {
        do throws(SystemCallFailure) {
            return try folder.synchronizeNames()
        } catch {
            throw StoreError(.notDurable, operation: operation, detail: "\(error.message), at \(directory)")
        }
    }

    func tooLarge(_ operation: String) -> StoreError {
        StoreError(.damaged, operation: operation, detail: "\(path): more than \(maximumBytes) bytes")
    }
}

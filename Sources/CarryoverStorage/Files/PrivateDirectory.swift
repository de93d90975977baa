import CarryoverCore
import Glibc

/// A folder that only its owner may enter, held open so that nobody can exchange it in between.
struct PrivateDirectory: ~Copyable {
    let path: String
    let identity: FileIdentity
    private let folder: OpenFile

    var descriptor: Int32 { folder.descriptor }

    /// Opens a folder, and creates it with its parents when it is wanted and not there.
    ///
    /// - Returns: The folder, or `nil` when it does not exist and shall not be created.
    /// - Throws: ``StoreError`` with the code ``StoreError/Code/unsafePermissions`` when others may enter it.
    static func open(
        _ path: String,
        creating: Bool,
        operation: String,
        calls: FileSystemCalls
    ) throws(StoreError) -> PrivateDirectory? {
        // A slash at the end would make the kernel follow a link in the last place.
        var path = path
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        let folder: OpenFile
        let status: FileStatus
        do throws(SystemCallFailure) {
            guard let opened = try openFolder(path, creating: creating, calls: calls) else { return nil }
            status = try opened.status()
            folder = opened
        } catch {
            guard error.number == ENOTDIR || error.number == ELOOP else {
                throw error.storeError(operation, path: path)
            }
            throw FileObjection(
                detail: "\(path) is not a folder, or only a link to one",
                remedy: "put a folder of your own in its place"
            )
            .storeError(operation)
        }
        if let objection = FileObjection(status, at: path, as: .folder, user: calls.geteuid()) {
            throw objection.storeError(operation)
        }
        return PrivateDirectory(path: path, identity: status.identity, folder: folder)
    }

    /// Makes the names in the folder durable, as far as its file system can be told to.
    ///
    /// - Returns: Whether it can be told to.
    @discardableResult
    func synchronizeNames() throws(SystemCallFailure) -> Bool { try folder.synchronizeNames() }

    private static func openFolder(
        _ path: String,
        creating: Bool,
        calls: FileSystemCalls
    ) throws(SystemCallFailure) -> OpenFile? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        do throws(SystemCallFailure) {
            return try OpenFile(path, flags: flags, calls: calls)
        } catch {
            guard error.number == ENOENT else { throw error }
            guard creating else { return nil }
            try create(path, calls: calls)
            return try OpenFile(path, flags: flags, calls: calls)
        }
    }

    private static func create(
        _ path: String,
        mayCreateParents: Bool = true,
        calls: FileSystemCalls
    ) throws(SystemCallFailure) {
        guard let slash = path.lastIndex(of: "/") else { throw SystemCallFailure("mkdir", EINVAL) }
        let parent = slash == path.startIndex ? "/" : String(path[..<slash])
        do throws(SystemCallFailure) {
            try calls.mkdir(path, 0o700)
        } catch {
            if error.number == EEXIST { return }
            guard error.number == ENOENT, parent != "/", mayCreateParents else { throw error }
            try create(parent, calls: calls)
            return try create(path, mayCreateParents: false, calls: calls)
        }
        // A record is only as durable as the names of all the folders above it.
        try OpenFile(parent, flags: O_RDONLY | O_DIRECTORY, calls: calls).synchronizeNames()
    }
}

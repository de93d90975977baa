import CarryoverCore
import FoundationEssentials
import Glibc

/// Files that belong to somebody else.
///
/// Its functions block.
struct ForeignFiles: Sendable {
    let calls: FileSystemCalls
    let maximumBytes: Int
    let random: @Sendable (Int) -> [UInt8]

    /// Reads a file, links followed.
    ///
    /// - Returns: The file, or `nil` when it is proven that there is none.
    func read(_ path: String) throws(LegacyFileError) -> LegacyFile? {
        guard let file = try open(path) else { return nil }
        let status = try reported(path) { () throws(SystemCallFailure) in try file.status() }
        guard status.kind == .regular else {
            throw LegacyFileError(.notAFile, path: path, detail: "it is not a regular file")
        }
        let content = try reported(path) { () throws(SystemCallFailure) in
            try file.read(atMost: maximumBytes, expecting: status.size)
        }
        guard let content else {
            throw LegacyFileError(.tooLarge, path: path, detail: "it has more than \(maximumBytes) bytes")
        }
        // A content that somebody wrote while it was read would carry a version that it never had.
        let after = try reported(path) { () throws(SystemCallFailure) in try file.status() }
        guard after.version == status.version else { throw changed(path) }
        return LegacyFile(
            path: path,
            content: content,
            version: status.version,
            modifiedAt: Date(timeIntervalSince1970: Double(status.modified) / 1_000_000_000)
        )
    }

    /// Replaces a file, durably; mode, access list and owner stay as far as the system allows.
    ///
    /// Where they cannot stay, fewer may read it afterwards, never more.
    func replace(_ file: LegacyFile, with content: Secret) throws(LegacyFileError) {
        let place = try place(of: file)
        let status = try check(file, at: place)
        let temporary = ".\(place.name).\(String(hexadecimal: random(8))).tmp"
        do throws(SystemCallFailure) {
            let original = try OpenFile(
                place.name,
                in: place.folder.descriptor,
                flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
                calls: calls
            )
            try write(content, as: temporary, like: original, status, in: place.folder)
        } catch {
            try? calls.unlinkat(place.folder.descriptor, temporary)
            throw error.legacyError(file.path)
        }
        do throws(LegacyFileError) {
            _ = try check(file, at: place)
            try reported(file.path) { () throws(SystemCallFailure) in
                try calls.renameat(place.folder.descriptor, temporary, place.name)
            }
        } catch {
            try? calls.unlinkat(place.folder.descriptor, temporary)
            throw error
        }
        try reported(file.path) { () throws(SystemCallFailure) in
            _ = try place.folder.synchronizeNames()
        }
    }

    /// Removes a file, durably.
    ///
    /// Of a link it is the target that goes, for that is where the content is.
    func remove(_ file: LegacyFile) throws(LegacyFileError) {
        let place = try place(of: file)
        _ = try check(file, at: place)
        try reported(file.path) { () throws(SystemCallFailure) in
            try calls.unlinkat(place.folder.descriptor, place.name)
            try place.folder.synchronizeNames()
        }
    }

    /// A file's own folder and name, links resolved.
    private struct Place: ~Copyable {
        let folder: OpenFile
        let name: String
    }

    private func open(_ path: String) throws(LegacyFileError) -> OpenFile? {
        do throws(SystemCallFailure) {
            return try OpenFile(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY, calls: calls)
        } catch {
            if error.provesAbsence { return nil }
            throw error.legacyError(path)
        }
    }

    private func place(of file: LegacyFile) throws(LegacyFileError) -> Place {
        let resolved: String
        do throws(SystemCallFailure) {
            resolved = try calls.realpath(file.path)
        } catch {
            throw error.provesAbsence ? changed(file.path) : error.legacyError(file.path)
        }
        guard let slash = resolved.lastIndex(of: "/") else { throw changed(file.path) }
        let folder = slash == resolved.startIndex ? "/" : String(resolved[..<slash])
        let name = String(resolved[resolved.index(after: slash)...])
        do throws(SystemCallFailure) {
            return Place(
                folder: try OpenFile(folder, flags: O_RDONLY | O_DIRECTORY, calls: calls),
                name: name
            )
        } catch {
            throw error.legacyError(file.path)
        }
    }

    /// Makes sure that the file is still the one that was read.
    private func check(_ file: LegacyFile, at place: borrowing Place) throws(LegacyFileError) -> FileStatus {
        let status: FileStatus
        do throws(SystemCallFailure) {
            status = try calls.fstatat(place.folder.descriptor, place.name, AT_SYMLINK_NOFOLLOW)
        } catch {
            throw error.provesAbsence ? changed(file.path) : error.legacyError(file.path)
        }
        guard status.version == file.version else { throw changed(file.path) }
        return status
    }

    private func write(
        _ content: Secret,
        as name: String,
        like original: borrowing OpenFile,
        _ status: FileStatus,
        in folder: borrowing OpenFile
    ) throws(SystemCallFailure) {
        let file = try OpenFile(
            name,
            in: folder.descriptor,
            flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
            mode: 0o600,
            calls: calls
        )
        var mode = status.mode
        let own = try file.status()
        if (own.owner, own.group) != (status.owner, status.group) {
            do throws(SystemCallFailure) {
                try calls.fchown(file.descriptor, status.owner, status.group)
            } catch {
                guard error.number == EPERM else { throw error }
                // What the former group might read, another one may not.
                mode &= 0o700
            }
        }
        try file.write(content)
        if !AccessList.carry(from: original, to: file, with: calls) { mode &= 0o700 }
        try calls.fchmod(file.descriptor, mode)
        try file.synchronize()
    }

    private func reported<Result>(
        _ path: String,
        _ call: () throws(SystemCallFailure) -> Result
    ) throws(LegacyFileError) -> Result {
        do throws(SystemCallFailure) {
            return try call()
        } catch {
            throw error.legacyError(path)
        }
    }

    private func changed(_ path: String) -> LegacyFileError {
        LegacyFileError(.changed, path: path, detail: "it is not the file any more that was read")
    }
}

extension FileStatus {
    /// What tells two states of a file apart.
    fileprivate var version: String {
        "\(identity.device):\(identity.inode):\(size):\(modified):\(changed)"
    }
}

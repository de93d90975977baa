import CarryoverCore
import Glibc

/// Makes private copies of files that another program may be writing at that very moment.
///
/// Its functions block.
struct ForeignCopies: Sendable {
    let calls: FileSystemCalls
    /// The folders in which a copy may be made, the first that works being taken.
    let parents: [String]
    let maximumBytes: Int
    let random: @Sendable (Int) -> [UInt8]

    /// Copies a group as it was at one moment.
    ///
    /// - Returns: The copy, or `nil` when it is proven that there is no such group.
    func copy(_ group: FileGroup) throws(LegacyFileError) -> PrivateCopy? {
        for parent in parents { PrivateCopy.removeLeftOver(in: parent, calls: calls) }
        for _ in 1...3 {
            let before = try contents(of: group)
            guard before[group.essential] != nil else { return nil }
            guard before.values.reduce(0, { $0 + $1.size }) <= maximumBytes else {
                let detail = "it has more than \(maximumBytes) bytes"
                throw LegacyFileError(.tooLarge, path: group.folder, detail: detail)
            }
            guard let copy = try copy(before.keys.sorted(), of: group) else { continue }
            if try contents(of: group) == before { return copy }
        }
        throw LegacyFileError(.changed, path: group.folder, detail: "another program keeps writing it")
    }

    /// The files that are there, by name.
    private func contents(of group: FileGroup) throws(LegacyFileError) -> [String: FileStatus] {
        do throws(SystemCallFailure) {
            var files: [String: FileStatus] = [:]
            for name in try calls.list(group.folder) where group.isWanted(name) {
                let path = "\(group.folder)/\(name)"
                guard let status = try status(path), status.kind == .regular else { continue }
                files[name] = status
            }
            return files
        } catch {
            if error.provesAbsence { return [:] }
            throw error.legacyError(group.folder)
        }
    }

    private func status(_ path: String) throws(SystemCallFailure) -> FileStatus? {
        do throws(SystemCallFailure) {
            return try calls.fstatat(FileSystemCalls.workingDirectory, path, 0)
        } catch {
            if error.provesAbsence { return nil }
            throw error
        }
    }

    /// Returns `nil` when a file went away meanwhile.
    private func copy(_ names: [String], of group: FileGroup) throws(LegacyFileError) -> PrivateCopy? {
        let copy = try makeCopy()
        for name in names {
            let path = "\(group.folder)/\(name)"
            let source: OpenFile
            do throws(SystemCallFailure) {
                source = try OpenFile(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY, calls: calls)
            } catch {
                if error.provesAbsence { return nil }
                throw error.legacyError(path)
            }
            do throws(SystemCallFailure) {
                try copy.add(name, from: source)
            } catch {
                throw error.legacyError(path)
            }
        }
        return copy
    }

    private func makeCopy() throws(LegacyFileError) -> PrivateCopy {
        var failure = LegacyFileError(.system, path: "", detail: "there is no folder for temporary files")
        for parent in parents {
            do throws(SystemCallFailure) {
                return try PrivateCopy.make(in: parent, id: String(hexadecimal: random(8)), calls: calls)
            } catch {
                failure = error.legacyError(parent)
            }
        }
        throw failure
    }
}

import CarryoverCore
import Glibc

/// Looks at the folders of a record, and changes nothing in them.
package struct FolderInspector: Sendable {
    private let name: RecordName
    private let location: StorageLocation
    private let calls: FileSystemCalls
    private let lane: BlockingLane
    private let deadline: Duration

    /// Creates an inspector.
    ///
    /// - Parameter deadline: How long the file system may take for one folder.
    package init(
        name: RecordName,
        location: StorageLocation,
        calls: FileSystemCalls = .system,
        alarm: Alarm = .system,
        deadline: Duration = .seconds(2)
    ) {
        self.name = name
        self.location = location
        self.calls = calls
        self.deadline = deadline
        lane = BlockingLane(name: "carryover inspection", alarm: alarm, getpid: calls.getpid)
    }

    /// Looks at the folder of the record and at those that its key can be in.
    package func folders() async -> [FolderInspection] {
        var folders: [FolderInspection] = []
        for path in await paths() {
            do throws(StoreError) {
                folders.append(
                    try await lane.run(within: deadline, "inspect") { () throws(StoreError) in inspect(path) }
                )
            } catch {
                var folder = FolderInspection(path: path)
                folder.error = error
                folders.append(folder)
            }
        }
        return folders
    }

    /// The folder of the record, the usual folder of keys unless it is the same, and the one below that if it counts.
    private func paths() async -> [String] {
        let (record, keys) = (location.directory, location.keyDirectory)
        let below = KeyPlaces.folder(below: keys)
        do throws(StoreError) {
            return try await lane.run(within: deadline, "inspect") { () throws(StoreError) in
                if KeyPlaces.isSame(keys, record, calls) { return [record, below] }
                let isBelow = (try? calls.fstatat(FileSystemCalls.workingDirectory, below, 0)) != nil
                return [record, keys] + (isBelow ? [below] : [])
            }
        } catch {
            return [record, keys]
        }
    }

    private func inspect(_ path: String) -> FolderInspection {
        var folder = FolderInspection(path: path)
        measure(&folder)
        do throws(SystemCallFailure) {
            let user = calls.geteuid()
            let status = try calls.fstatat(FileSystemCalls.workingDirectory, path, AT_SYMLINK_NOFOLLOW)
            folder.isPresent = true
            if let objection = FileObjection(status, at: path, as: .folder, user: user) {
                folder.objections.append(objection)
            }
            guard status.kind == .directory else { return folder }
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
            folder.canSyncNames =
                (try? OpenFile(path, flags: flags, calls: calls).synchronizeNames()) != false
            for file in try calls.list(path) where file.contains(name.digest) {
                let path = "\(path)/\(file)"
                let status = try calls.fstatat(FileSystemCalls.workingDirectory, path, AT_SYMLINK_NOFOLLOW)
                folder.files += 1
                if file == name.dataFile { folder.records += 1 }
                if let objection = FileObjection(status, at: path, as: .file, user: user) {
                    folder.objections.append(objection)
                }
            }
        } catch {
            if error.number != ENOENT { folder.error = error.storeError("inspect", path: path) }
        }
        return folder
    }

    /// Asks for kind and space of the file system, from the nearest parent that there is.
    private func measure(_ folder: inout FolderInspection) {
        var path = folder.path[...]
        while !path.isEmpty {
            if let resolved = try? calls.realpath(String(path)) {
                folder.fileSystem = FileSystemKind.found(at: resolved, calls: calls)
                var space = statvfs()
                guard unsafe statvfs(resolved, &space) == 0 else { return }
                folder.freeBytes = UInt64(space.f_bavail) * UInt64(space.f_frsize)
                return
            }
            path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        }
    }
}

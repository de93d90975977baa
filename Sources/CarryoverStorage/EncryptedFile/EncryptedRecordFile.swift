import CarryoverCore
import Crypto
import FoundationEssentials
import Glibc

/// An encrypted record and the files around it.
///
/// Its functions block; each change happens under the commit lock.
struct EncryptedRecordFile: Sendable {
    let name: RecordName
    let data: DurableFile
    let generation: GenerationFile
    let commit: CommitLock
    let keys: RecordKeys
    let calls: FileSystemCalls
    /// Whether locks can be trusted as far as it takes to write over a file.
    let sharing: FolderSharing
    let random: @Sendable (Int) -> [UInt8]
    /// What tells of changes by others.
    let watch: ChangeWatch

    /// Reads the record.
    ///
    /// - Returns: The record, or `nil` when it is proven that there is none.
    func load(_ operation: String = "read") throws(StoreError) -> StoredValue? {
        try settled(operation) { (record) throws(StoreError) in
            try record.map { (record) throws(StoreError) in
                try open(record, operation)
            }
        }
    }

    /// Reads the record without its content.
    func header(_ operation: String) throws(StoreError) -> RecordHeader? {
        try settled(operation) { (record) throws(StoreError) in record?.header }
    }

    /// Reads without the lock, which whoever only reads must not need.
    ///
    /// A file that was replaced is written over by the next save, perhaps while it is read here. What has not its name any
    /// more is read again; what does not look well is believed when it looks the same later than the clock of files can
    /// tell, with nobody having touched it.
    private func settled<Value>(
        _ operation: String,
        _ body: (SealedRecord?) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        var suspect: FileStatus?
        for _ in 0..<100 {
            guard let folder = try data.folder(operation) else { return try body(nil) }
            guard let look = try data.look(in: folder, operation).get() else { return try body(nil) }
            guard data.isStill(look.status, in: folder) else { continue }
            do throws(StoreError) {
                return try body(sealed(look.content, operation))
            } catch {
                guard [.damaged, .wrongKey, .newerFormat].contains(error.code), suspect != look.status else {
                    throw error
                }
                suspect = look.status
                calls.pause(.milliseconds(20))
            }
        }
        throw StoreError(
            .busy,
            operation: operation,
            detail: "\(data.path) was replaced whenever it was read"
        )
    }

    func write(_ value: StoredValue, replacing expected: UInt64?) throws(StoreError) {
        try commit.hold("write") { (folder) throws(StoreError) in
            // A record that cannot be opened is not overwritten: it may be all that is left of a session.
            let look = try data.look(in: folder, "write").get()
            let existing = try sealed(look?.content, "write")
            let key = try existing.map { (record) throws(StoreError) in
                try keys.key(for: record.header, "write")
            }
            if let existing, let key { _ = try open(existing, with: key, "write") }
            let found = existing?.header.generation
            guard found == expected, value.generation > expected ?? 0 else {
                throw .conflict(found: found, expected: expected)
            }
            let content = try seal(value, replacing: existing?.header, sealedWith: key)
            if let look, !sharing.mayBeShared(folder) {
                try data.exchange(look.status, for: content, in: folder, "write")
            } else {
                try data.write(content, in: folder, "write")
            }
            generation.announce(value.generation, in: folder)
        }
    }

    /// Deletes the record.
    ///
    /// - Parameter expected: The only generation that may be deleted, or `nil` for any.
    /// - Returns: Whether there is none now.
    @discardableResult
    func delete(only expected: UInt64? = nil) throws(StoreError) -> Bool {
        // Taking the lock would create the folder, and there is no need for one to delete nothing.
        if try data.isAbsent("delete"), try data.hasNoSpare("delete") { return true }
        return try commit.hold("delete") { (folder) throws(StoreError) in
            if let expected {
                let record = try sealed(data.look(in: folder, "delete").get()?.content, "delete")
                guard record == nil || record?.header.generation == expected else { return false }
            }
            try data.remove()
            guard try data.isAbsent("delete") else {
                throw StoreError(.notDurable, operation: "delete", detail: "\(data.path) is still there")
            }
            generation.announce(0, in: folder)
            return true
        }
    }

    /// Removes what is left of the records that were replaced, durably.
    func forgetReplaced() throws(StoreError) {
        guard try !data.hasNoSpare("delete") else { return }
        try commit.hold("delete") { (folder) throws(StoreError) in
            try data.removeSpare(in: folder, "delete")
        }
    }

    /// Renames the record, whatever it holds.
    ///
    /// - Returns: Its new path, or `nil` when there was none.
    func setAside(at moment: Date) throws(StoreError) -> String? {
        try commit.hold("set aside") { (folder) throws(StoreError) in
            try data.removeSpare(in: folder, "set aside")
            let stamp = Int(moment.timeIntervalSince1970)
            for attempt in 0..<100 {
                let other = "\(data.name).corrupt-\(stamp)" + (attempt == 0 ? "" : "-\(attempt)")
                let target = DurableFile(
                    directory: data.directory,
                    name: other,
                    maximumBytes: data.maximumBytes,
                    calls: calls
                )
                guard try target.isAbsent("set aside") else { continue }
                guard try data.rename(to: other, "set aside") else { return nil }
                generation.announce(0, in: folder)
                return target.path
            }
            throw StoreError(.fileSystem, operation: "set aside", detail: "\(data.path): no name is free")
        }
    }

    private func sealed(_ content: Secret?, _ operation: String) throws(StoreError) -> SealedRecord? {
        guard let content else { return nil }
        do throws(RecordHeader.Invalid) {
            let record = try SealedRecord(unsafe content.withBytes { unsafe Array($0) })
            guard record.header.record == name.bytes else {
                throw .damaged("it is the record of another app or account")
            }
            return record
        } catch {
            switch error {
            case .damaged(let reason):
                throw StoreError(.damaged, operation: operation, detail: "\(data.path): \(reason)")
            case .newerFormat(let version):
                throw StoreError(
                    .newerFormat,
                    operation: operation,
                    detail: "\(data.path) has format \(version), this version knows \(RecordHeader.version)",
                    remedy: "use the newer version of the app"
                )
            }
        }
    }

    private func open(_ record: SealedRecord, _ operation: String) throws(StoreError) -> StoredValue {
        try open(record, with: try keys.key(for: record.header, operation), operation)
    }

    private func open(
        _ record: SealedRecord,
        with key: SymmetricKey,
        _ operation: String
    ) throws(StoreError) -> StoredValue {
        do {
            return StoredValue(payload: try record.open(with: key), generation: record.header.generation)
        } catch {
            throw StoreError(.damaged, operation: operation, detail: "\(data.path): the content is damaged")
        }
    }

    private func seal(
        _ value: StoredValue,
        replacing existing: RecordHeader?,
        sealedWith former: SymmetricKey?
    ) throws(StoreError) -> Secret {
        let (source, scrypt, key) = try keys.keyForWriting(replacing: existing, sealedWith: former, "write")
        let header = RecordHeader(
            source: source,
            generation: value.generation,
            record: name,
            key: key,
            scrypt: scrypt
        )
        do {
            let nonce = random(SealedRecord.nonceCount)
            return Secret(
                bytes: try SealedRecord(value.payload, header: header, key: key, nonce: nonce).bytes
            )
        } catch {
            throw StoreError(
                .fileSystem,
                operation: "write",
                detail: "the record could not be sealed: \(error)"
            )
        }
    }
}

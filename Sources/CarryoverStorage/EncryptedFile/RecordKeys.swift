package import CarryoverCore
import Crypto
import Glibc
import Synchronization

/// Finds the key of an encrypted record.
///
/// Its functions block.
///
/// A passphrase comes first, then a credential of the service manager, then a key file. A record is always
/// read with the kind of key that it names itself, so that a better source can take over with the next write,
/// and a worse one never does.
package final class RecordKeys: Sendable {
    static let keyCount = 32

    private let passphrase: Secret?
    private let credential: String?
    private let file: DurableFile
    private let calls: FileSystemCalls
    private let random: @Sendable (Int) -> [UInt8]
    private let derived = Mutex<(ScryptParameters, SymmetricKey)?>(nil)

    /// Creates a finder.
    ///
    /// - Parameters:
    ///   - passphrase: A passphrase, or `nil`.
    ///   - credential: The path of a service manager's credential, or `nil`; it need not exist.
    ///   - file: Where a random key is kept, in another folder than the record.
    ///   - random: Bytes that nobody can foresee.
    package init(
        passphrase: Secret?,
        credential: String?,
        file: DurableFile,
        calls: FileSystemCalls,
        random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.passphrase = passphrase
        self.credential = credential
        self.file = file
        self.calls = calls
        self.random = random
    }

    /// What a key file can be found to be.
    private enum KeyFile {
        case absent
        case key(SymmetricKey)
        /// It has another length than a key.
        case unusable
    }

    /// Where the key file is, or would be.
    var keyPath: String { file.path }

    /// The best source that there is.
    func bestSource(_ operation: String) throws(StoreError) -> KeySource {
        if passphrase != nil { return .passphrase }
        return try credentialContent(operation) == nil ? .keyFile : .systemCredential
    }

    /// The key of a record that exists.
    func key(for header: RecordHeader, _ operation: String) throws(StoreError) -> SymmetricKey {
        let key: SymmetricKey
        switch header.source {
        case .passphrase:
            guard let passphrase, let parameters = header.scrypt else {
                throw wrongKey(operation, "the record needs a passphrase", remedy: "give the passphrase")
            }
            key = try derive(parameters, from: passphrase, operation)
        case .systemCredential:
            guard let content = try credentialContent(operation) else {
                throw wrongKey(
                    operation,
                    "the service manager's credential is not there",
                    remedy: "start the program as the service that has the credential"
                )
            }
            key = Self.key(fromCredential: content)
        case .keyFile:
            guard let found = try keyFromFile(operation) else {
                throw wrongKey(operation, "\(keyPath) is gone", remedy: "restore it from a backup")
            }
            key = found
        }
        guard RecordHeader.keyID(of: key) == header.keyID else {
            throw wrongKey(operation, "the record was sealed with another key", remedy: "give the former key")
        }
        return key
    }

    /// The key for the next write.
    ///
    /// - Parameters:
    ///   - existing: The header of the record that is replaced. Only without one a key file is created.
    ///   - former: The key that this record was opened with, which is kept unless a better source has come.
    func keyForWriting(
        replacing existing: RecordHeader?,
        sealedWith former: SymmetricKey? = nil,
        _ operation: String
    ) throws(StoreError) -> (KeySource, ScryptParameters?, SymmetricKey) {
        let source = try bestSource(operation)
        if let existing, existing.source == source {
            if let former { return (source, existing.scrypt, former) }
            return (source, existing.scrypt, try key(for: existing, operation))
        }
        switch source {
        case .passphrase:
            guard let passphrase else { fallthrough }
            let parameters = ScryptParameters.standard(salt: random(ScryptParameters.saltCount))
            return (source, parameters, try derive(parameters, from: passphrase, operation))
        case .systemCredential:
            guard let content = try credentialContent(operation) else { fallthrough }
            return (source, nil, Self.key(fromCredential: content))
        case .keyFile:
            if case .key(let key) = try keyFile(operation) { return (source, nil, key) }
            // A record that needs a key file never comes this far without its key.
            return (source, nil, try makeKey(operation))
        }
    }

    /// Makes the key file, or takes the key of who was first; what is no key is put aside.
    ///
    /// Records in several folders may share it, so the lock of one record's folder is not enough.
    private func makeKey(_ operation: String) throws(StoreError) -> SymmetricKey {
        let lock = LockFile(directory: file.directory, name: "\(file.name).commit", calls: calls)
        for _ in 0..<3000 {
            guard let held = try lock.attempt(operation) else {
                calls.pause(.milliseconds(1))
                continue
            }
            defer { held.release() }
            switch try keyFile(operation) {
            case .key(let key): return key
            case .unusable: try putKeyFileAside(operation)
            case .absent: break
            }
            var bytes = random(Self.keyCount)
            defer { bytes.wipe() }
            let fresh = Secret(bytes: bytes)
            try file.write(fresh, operation)
            return unsafe fresh.withBytes { unsafe SymmetricKey(data: $0) }
        }
        throw StoreError(.busy, operation: operation, detail: "\(lock.path): not free within three seconds")
    }

    private func derive(
        _ parameters: ScryptParameters,
        from passphrase: Secret,
        _ operation: String
    ) throws(StoreError) -> SymmetricKey {
        if let (known, key) = derived.withLock({ $0 }), known == parameters { return key }
        do {
            let key = try parameters.key(from: passphrase)
            derived.withLock { $0 = (parameters, key) }
            return key
        } catch {
            throw StoreError(
                .fileSystem,
                operation: operation,
                detail: "the key could not be derived: \(error)"
            )
        }
    }

    private func keyFromFile(_ operation: String) throws(StoreError) -> SymmetricKey? {
        switch try keyFile(operation) {
        case .absent: return nil
        case .key(let key): return key
        case .unusable:
            throw wrongKey(operation, "\(keyPath) is not a key", remedy: "restore it from a backup")
        }
    }

    private func keyFile(_ operation: String) throws(StoreError) -> KeyFile {
        let content: Secret?
        do throws(StoreError) {
            content = try file.read(operation)
        } catch {
            // It is too long even to be read.
            guard error.code == .damaged else { throw error }
            return .unusable
        }
        guard let content else { return .absent }
        guard content.count == Self.keyCount else { return .unusable }
        return .key(unsafe content.withBytes { unsafe SymmetricKey(data: $0) })
    }

    /// Renames the key file, for somebody may still find in it what a backup lacks.
    private func putKeyFileAside(_ operation: String) throws(StoreError) {
        for number in 1...100 {
            let name = "\(file.name).unusable-\(number)"
            let target = DurableFile(directory: file.directory, name: name, maximumBytes: 0, calls: calls)
            guard try target.isAbsent(operation) else { continue }
            _ = try file.rename(to: name, operation)
            return
        }
        throw StoreError(
            .fileSystem,
            operation: operation,
            detail: "\(keyPath): no name is free to put it aside"
        )
    }

    /// Owner and mode are the service manager's affair here: it may hand the file over through an access
    /// list.
    private func credentialContent(_ operation: String) throws(StoreError) -> Secret? {
        guard let credential else { return nil }
        let content: Secret?
        do throws(SystemCallFailure) {
            let file = try OpenFile(credential, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK, calls: calls)
            content = try file.read(atMost: 1 << 16, expecting: 4096)
        } catch {
            if error.number == ENOENT { return nil }
            throw error.storeError(operation, path: credential)
        }
        guard let content, content.count >= 16 else {
            throw wrongKey(
                operation,
                "the service manager's credential must have 16 to 65536 bytes",
                remedy: "make one of 32 random bytes"
            )
        }
        return content
    }

    private static func key(fromCredential content: Secret) -> SymmetricKey {
        unsafe content.withBytes { bytes in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: unsafe SymmetricKey(data: bytes),
                info: Array("carryover file key".utf8),
                outputByteCount: keyCount
            )
        }
    }

    private func wrongKey(_ operation: String, _ detail: String, remedy: String) -> StoreError {
        StoreError(.wrongKey, operation: operation, detail: detail, remedy: remedy)
    }
}

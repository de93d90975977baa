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
    private let places: KeyPlaces
    private let calls: FileSystemCalls
    private let random: @Sendable (Int) -> [UInt8]
    private let derived = Mutex<(ScryptParameters, SymmetricKey)?>(nil)

    /// Creates a finder.
    ///
    /// - Parameters:
    ///   - passphrase: A passphrase, or `nil`.
    ///   - credential: The path of a service manager's credential, or `nil`; it need not exist.
    ///   - places: Where a random key can be, in another folder than the record.
    ///   - random: Bytes that nobody can foresee.
    package init(
        passphrase: Secret?,
        credential: String?,
        places: KeyPlaces,
        calls: FileSystemCalls,
        random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.passphrase = passphrase
        self.credential = credential
        self.places = places
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

    /// Where the key file of a record is; without one, or without its key, where it would be.
    func keyPath(for header: RecordHeader?) -> String {
        if let header {
            for file in places.all {
                if case .key(let key)? = try? keyFile(file, "describe"),
                    RecordHeader.keyID(of: key) == header.keyID
                {
                    return file.path
                }
            }
        }
        return places.forNewKey.path
    }

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
            return try keyFromFile(header, operation)
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
            // A record that needs a key file never comes this far without its key.
            let file = places.forNewKey
            if case .key(let key) = try keyFile(file, operation) { return (source, nil, key) }
            return (source, nil, try makeKey(file, operation))
        }
    }

    /// Makes the key file, or takes the key of who was first; what is no key is put aside.
    ///
    /// Records in several folders may share it, so the lock of one record's folder is not enough.
    private func makeKey(_ file: DurableFile, _ operation: String) throws(StoreError) -> SymmetricKey {
        let lock = LockFile(directory: file.directory, name: "\(file.name).commit", calls: calls)
        for _ in 0..<3000 {
            guard let held = try lock.attempt(operation) else {
                calls.pause(.milliseconds(1))
                continue
            }
            defer { held.release() }
            switch try keyFile(file, operation) {
            case .key(let key): return key
            case .unusable: try putAside(file, operation)
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

    /// Takes the key that the record was sealed with, wherever it is.
    private func keyFromFile(_ header: RecordHeader, _ operation: String) throws(StoreError) -> SymmetricKey {
        var failure: StoreError?
        for file in places.all {
            do throws(StoreError) {
                switch try keyFile(file, operation) {
                case .absent: continue
                case .key(let key):
                    if RecordHeader.keyID(of: key) == header.keyID { return key }
                    throw wrongKey(
                        operation,
                        "the record was sealed with another key than \(file.path)\(asides(of: file, operation))",
                        remedy: "give the former key"
                    )
                case .unusable:
                    throw wrongKey(
                        operation,
                        "\(file.path) is not a key\(asides(of: file, operation))",
                        remedy: "restore it from a backup"
                    )
                }
            } catch {
                // The key may well be in what could not be read.
                if failure == nil || failure?.code == .wrongKey && error.code != .wrongKey { failure = error }
            }
        }
        if let failure { throw failure }
        let file = places.forNewKey
        throw wrongKey(
            operation,
            "\(file.path) is gone\(asides(of: file, operation))",
            remedy: "restore it from a backup"
        )
    }

    private func keyFile(_ file: DurableFile, _ operation: String) throws(StoreError) -> KeyFile {
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

    /// A name for a key file that was put aside.
    private func aside(_ number: Int, of file: DurableFile) -> DurableFile {
        DurableFile(
            directory: file.directory,
            name: "\(file.name).unusable-\(number)",
            maximumBytes: 0,
            calls: calls
        )
    }

    /// Says what was put aside, which may be what a record waits for; it is not worth a failure of its own.
    private func asides(of file: DurableFile, _ operation: String) -> String {
        let paths = (1...100).lazy.map { self.aside($0, of: file) }
            .prefix { (try? $0.isAbsent(operation)) == false }
            .map(\.path)
        return paths.isEmpty ? "" : "; put aside was \(paths.joined(separator: ", "))"
    }

    /// Renames the key file, for somebody may still find in it what a backup lacks.
    private func putAside(_ file: DurableFile, _ operation: String) throws(StoreError) {
        for number in 1...100 {
            let target = aside(number, of: file)
            guard try target.isAbsent(operation) else { continue }
            _ = try file.rename(to: target.name, operation)
            return
        }
        throw StoreError(
            .fileSystem,
            operation: operation,
            detail: "\(file.path): no name is free to put it aside"
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

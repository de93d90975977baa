import CarryoverCore
import Crypto

/// What stands in front of an encrypted record, readable without its key and authenticated with it.
///
/// | offset | size | content |
/// |---|---|---|
/// | 0 | 8 | `CARRYOVR` |
/// | 8 | 1 | format version, 1 |
/// | 9 | 1 | ``KeySource`` |
/// | 10 | 8 | generation, big-endian |
/// | 18 | 16 | digest of application and account |
/// | 34 | 8 | start of the SHA-256 of the key |
/// | 42 | 3 | scrypt: logarithm of the rounds, block size, parallelism; zero without a passphrase |
/// | 45 | 16 | scrypt: salt; zero without a passphrase |
/// | 61 | 8 | start of the SHA-256 of all of the above |
package struct RecordHeader: Sendable, Equatable {
    /// Why bytes are not a header.
    enum Invalid: Error, Equatable {
        case damaged(String)
        case newerFormat(UInt8)
    }

    static let magic = Array("CARRYOVR".utf8)
    static let version: UInt8 = 1
    static let count = 69

    var source: KeySource
    var generation: UInt64
    var record: [UInt8]
    var keyID: [UInt8]
    var scrypt: ScryptParameters?

    init(
        source: KeySource,
        generation: UInt64,
        record: RecordName,
        key: SymmetricKey,
        scrypt: ScryptParameters?
    ) {
        self.source = source
        self.generation = generation
        self.record = record.bytes
        self.scrypt = scrypt
        keyID = Self.keyID(of: key)
    }

    init(_ bytes: ArraySlice<UInt8>) throws(Invalid) {
        let bytes = Array(bytes.prefix(Self.count))
        guard bytes.count > 8, bytes.starts(with: Self.magic) else { throw .damaged("not a record") }
        if bytes[8] != Self.version {
            var known = bytes
            known[8] = Self.version
            // What fits this version but for the number was written by it: the checksum covers the number.
            if Self.isIntact(known) { throw .damaged("the header's version is damaged") }
            // What a newer version means with the rest, its checksum included, only that version knows.
            guard bytes[8] < Self.version else { throw .newerFormat(bytes[8]) }
        }
        guard Self.isIntact(bytes), bytes[8] == Self.version, let source = KeySource(rawValue: bytes[9])
        else { throw .damaged("the header is damaged") }
        self.source = source
        generation = bytes[10..<18].reduce(0) { $0 << 8 | UInt64($1) }
        record = Array(bytes[18..<34])
        keyID = Array(bytes[34..<42])
        guard source == .passphrase else { return }
        let parameters = ScryptParameters(
            logarithmOfRounds: bytes[42],
            blockSize: bytes[43],
            parallelism: bytes[44],
            salt: Array(bytes[45..<61])
        )
        guard parameters.isReasonable else {
            throw .damaged("the header asks for an unreasonable key derivation")
        }
        scrypt = parameters
    }

    /// The bytes of the header, which are authenticated together with the content.
    var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.append(Self.version)
        bytes.append(source.rawValue)
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: generation >> (56 - 8 * $0)) }
        bytes += record
        bytes += keyID
        if let scrypt {
            bytes += [scrypt.logarithmOfRounds, scrypt.blockSize, scrypt.parallelism] + scrypt.salt
        } else {
            bytes += [UInt8](repeating: 0, count: 3 + ScryptParameters.saltCount)
        }
        return bytes + Self.checksum(of: bytes[...])
    }

    /// The start of the key's digest: enough to tell one key from another, of no use for finding it.
    static func keyID(of key: SymmetricKey) -> [UInt8] {
        unsafe key.withUnsafeBytes { unsafe Array(SHA256.hash(data: $0).prefix(8)) }
    }

    private static func isIntact(_ bytes: [UInt8]) -> Bool {
        bytes.count >= count && checksum(of: bytes[..<61]) == Array(bytes[61..<count])
    }

    private static func checksum(of bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: bytes).prefix(8))
    }
}

import CarryoverCore
import Crypto
import FoundationEssentials

/// A record as it lies in a keyring item: a line of text, because not every provider keeps bytes as they are.
///
/// `carryover:1:` and, in Base64, the generation (8 bytes, big-endian), the start of the SHA-256 of
/// generation and payload (8 bytes), and the payload. A later version has to have another checksum: what fits
/// this one but for the number is taken for damage.
enum KeyringEnvelope {
    /// Why a text is not a record.
    enum Invalid: Error, Equatable {
        case damaged(String)
        case newerFormat(String)
    }

    private static let family = "carryover:"
    private static let version = "1"
    private static let checksumCount = 8

    static func encode(_ value: StoredValue) -> Secret {
        let generation = (0..<8).map { UInt8(truncatingIfNeeded: value.generation >> (56 - 8 * $0)) }
        return unsafe value.payload.withBytes { payload in
            var binary = Data(capacity: 16 + payload.count)
            binary.append(contentsOf: generation)
            unsafe binary.append(contentsOf: checksum(generation, payload))
            unsafe binary.append(contentsOf: payload)
            let encoded = binary.base64EncodedData()
            // With room for all of it, for what is outgrown is not wiped.
            var text = Data(capacity: family.utf8.count + version.utf8.count + 1 + encoded.count)
            text.append(contentsOf: "\(family)\(version):".utf8)
            text.append(encoded)
            defer {
                binary.wipeInPlace()
                encoded.wipeInPlace()
                text.wipeInPlace()
            }
            return unsafe text.withUnsafeBytes { unsafe Secret(copying: $0) }
        }
    }

    static func decode(_ secret: Secret) throws(Invalid) -> StoredValue {
        try unsafe secret.withBytes { (bytes) throws(Invalid) in
            let parts = unsafe bytes.split(
                separator: UInt8(ascii: ":"),
                maxSplits: 2,
                omittingEmptySubsequences: false
            )
            guard unsafe parts.count == 3, unsafe parts[0].elementsEqual(family.utf8.dropLast()) else {
                throw .damaged("not a record")
            }
            let found = unsafe String(decoding: parts[1], as: UTF8.self)
            guard found == version else {
                guard UInt64(found).map({ $0 > 1 }) == true else {
                    throw .damaged("no format is named \(found)")
                }
                if (try? unsafe content(parts[2])) != nil { throw .damaged("the format's number is damaged") }
                throw .newerFormat(found)
            }
            return try unsafe content(parts[2])
        }
    }

    private static func content(_ text: Slice<UnsafeRawBufferPointer>) throws(Invalid) -> StoredValue {
        let encoded = unsafe Data(text)
        defer { encoded.wipeInPlace() }
        guard let binary = Data(base64Encoded: encoded), binary.count >= 8 + checksumCount else {
            throw .damaged("the content is cut off")
        }
        defer { binary.wipeInPlace() }
        let generation = Array(binary[0..<8])
        let expected = Array(binary[8..<8 + checksumCount])
        let payload = unsafe binary.withUnsafeBytes { binary in
            unsafe Secret(copying: UnsafeRawBufferPointer(rebasing: binary[(8 + checksumCount)...]))
        }
        guard unsafe payload.withBytes({ unsafe checksum(generation, $0) }) == expected else {
            throw .damaged("the checksum is another one")
        }
        return StoredValue(payload: payload, generation: generation.reduce(0) { $0 << 8 | UInt64($1) })
    }

    private static func checksum(_ generation: [UInt8], _ payload: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: generation)
        unsafe hash.update(bufferPointer: payload)
        return Array(hash.finalize().prefix(checksumCount))
    }
}

import CarryoverCore
import Crypto
import FoundationEssentials

/// An encrypted record as it lies in the file: header, nonce, AES-256-GCM content, tag.
struct SealedRecord: Sendable {
    static let nonceCount = 12
    static let tagCount = 16
    /// What is added to a payload.
    static let overhead = RecordHeader.count + nonceCount + tagCount

    let header: RecordHeader
    let bytes: [UInt8]

    /// Reads the header; the content stays sealed.
    init(_ bytes: [UInt8]) throws(RecordHeader.Invalid) {
        header = try RecordHeader(bytes[...])
        guard bytes.count >= Self.overhead else { throw .damaged("the content is cut off") }
        self.bytes = bytes
    }

    /// Seals a payload.
    ///
    /// - Parameter nonce: Twelve bytes that were never used with this key.
    init(_ payload: Secret, header: RecordHeader, key: SymmetricKey, nonce: [UInt8]) throws {
        let authenticated = header.bytes
        let box = try unsafe payload.withBytes { payload in
            try unsafe AES.GCM.seal(
                payload,
                using: key,
                nonce: AES.GCM.Nonce(data: nonce),
                authenticating: authenticated
            )
        }
        self.header = header
        bytes = authenticated + nonce + box.ciphertext + box.tag
    }

    /// Opens the content, or throws when a single bit of header, content or key is another one.
    func open(with key: SymmetricKey) throws -> Secret {
        let content = bytes[RecordHeader.count...]
        let box = try AES.GCM.SealedBox(
            nonce: AES.GCM.Nonce(data: content.prefix(Self.nonceCount)),
            ciphertext: content.dropFirst(Self.nonceCount).dropLast(Self.tagCount),
            tag: content.suffix(Self.tagCount)
        )
        let payload = try AES.GCM.open(box, using: key, authenticating: bytes[..<RecordHeader.count])
        defer { payload.wipeInPlace() }
        return unsafe payload.withUnsafeBytes { unsafe Secret(copying: $0) }
    }
}

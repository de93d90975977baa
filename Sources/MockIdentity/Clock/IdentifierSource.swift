import Foundation
import Synchronization

/// Where the servers' identifiers and opaque tokens come from.
package struct IdentifierSource: Sendable {
    private let makeBytes: @Sendable (Int) -> [UInt8]

    /// Creates a source from a function that yields that many random bytes.
    package init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.makeBytes = bytes
    }

    /// The system's randomness.
    package static let system = IdentifierSource { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Returns a repeatable source for tests.
    package static func seeded(_ seed: UInt64) -> IdentifierSource {
        let generator = SeededBytes(seed: seed)
        return IdentifierSource { generator.next($0) }
    }

    /// Returns random bytes.
    package func bytes(_ count: Int) -> [UInt8] { makeBytes(count) }

    /// Returns lower-case hexadecimal digits of that many random bytes.
    package func hex(_ count: Int) -> String { Fingerprint.hex(makeBytes(count)) }

    /// Returns standard base64 of that many random bytes.
    package func base64(_ count: Int) -> String { Data(makeBytes(count)).base64EncodedString() }

    /// Returns URL-safe base64 without padding of that many random bytes.
    package func base64URL(_ count: Int) -> String { Base64URL.encode(makeBytes(count)) }

    /// Returns a version 4 UUID in lower case.
    package func uuid() -> String {
        var bytes = makeBytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Fingerprint.hex(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}

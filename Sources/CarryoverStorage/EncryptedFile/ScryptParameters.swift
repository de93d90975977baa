import CarryoverCore
import Crypto
import CryptoExtras

/// The cost and the salt of a key that is derived from a passphrase (RFC 7914).
package struct ScryptParameters: Sendable, Hashable {
    static let saltCount = 16

    /// The binary logarithm of the number of rounds.
    package var logarithmOfRounds: UInt8
    package var blockSize: UInt8
    package var parallelism: UInt8
    package var salt: [UInt8]

    /// A cost of 32 MiB and about a fifth of a second: as dear as one can be at every start of a program.
    package static func standard(salt: [UInt8]) -> ScryptParameters {
        ScryptParameters(logarithmOfRounds: 15, blockSize: 8, parallelism: 3, salt: salt)
    }

    private static let mostBytes = 256 << 20
    /// Ten times what a write of ours asks for: some two seconds.
    private static let mostWork = 1 << 23

    /// Whether the cost is one that a reader can be asked to pay: a header that somebody wrote must eat neither all
    /// memory nor all time.
    var isReasonable: Bool {
        guard (1...20).contains(logarithmOfRounds), (1...16).contains(blockSize),
            (1...16).contains(parallelism),
            salt.count == Self.saltCount
        else { return false }
        let blocks = Int(blockSize) << Int(logarithmOfRounds)
        // Each is 128 bytes (RFC 7914, section 5), and is gone through once for each lane.
        return 128 * blocks <= Self.mostBytes && blocks * Int(parallelism) <= Self.mostWork
    }

    /// There is nothing to derive a key from.
    struct EmptyPassphrase: Error, CustomStringConvertible {
        var description: String { "the passphrase is empty" }
    }

    func key(from passphrase: Secret) throws -> SymmetricKey {
        // The derivation ends the process over a buffer without an address.
        guard !passphrase.isEmpty else { throw EmptyPassphrase() }
        return try unsafe passphrase.withBytes { bytes in
            try unsafe KDF.Scrypt.deriveKey(
                from: bytes,
                salt: salt,
                outputByteCount: 32,
                rounds: 1 << Int(logarithmOfRounds),
                blockSize: Int(blockSize),
                parallelism: Int(parallelism)
            )
        }
    }
}

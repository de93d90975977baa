import CryptoExtras

/// RSA keys that all suites share: making them is what takes time.
enum RSAKeys {
    static let first = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }
    static let second = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }
    static let small = Result { try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024)) }
}

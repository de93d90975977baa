import CarryoverCore

/// A set of public keys, read from a JSON Web Key Set (RFC 7517 §5).
public struct VerificationKeys: Sendable {
    private let keys: [VerificationKey]

    /// Reads a key set from its text.
    ///
    /// - Throws: ``VerificationError/Code/keysUnavailable`` where no key in it could verify a token.
    public init(jwks text: String) async throws(VerificationError) {
        try await self.init(jwks: Array(text.utf8))
    }

    /// Reads a key set from its bytes.
    ///
    /// Keys for encryption, symmetric keys, RSA keys of less than 2048 bits and keys of unknown algorithms
    /// are left out (RFC 7517 §5); a private half is not read. Of several keys with one identifier the first
    /// one counts.
    ///
    /// - Throws: ``VerificationError/Code/keysUnavailable`` where no key in it could verify a token.
    public init(jwks bytes: [UInt8]) async throws(VerificationError) {
        guard let listed = (try? JSONValue(parsing: bytes))?.object?["keys"]?.array else {
            throw VerificationError(.keysUnavailable, "what should be a key set is none")
        }
        var keys: [VerificationKey] = []
        for case .object(let members) in listed {
            if let key = await VerificationKey(members) { keys.append(key) }
        }
        guard !keys.isEmpty else {
            throw VerificationError(.keysUnavailable, "the key set holds no key that could verify a token")
        }
        self.keys = keys
    }

    /// The number of keys that can verify tokens.
    public var count: Int { keys.count }

    /// The key of an identifier.
    ///
    /// A token may leave the identifier out where that leaves nothing open (OpenID Connect Core §10.1).
    func key(for id: String?) -> VerificationKey? {
        guard let id else { return keys.count == 1 ? keys.first : nil }
        return keys.first { $0.id?.isIdentical(to: id) ?? false }
    }
}

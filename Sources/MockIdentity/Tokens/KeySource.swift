import Foundation
import Synchronization

/// Public keys from a pinned set or from an address, fetched over HTTP and kept until an unknown key turns up.
final class KeySource: Sendable {
    private let cached = Mutex<(url: String, keys: KeySet)?>(nil)

    /// Forgets what was fetched.
    func forget() {
        cached.withLock { $0 = nil }
    }

    /// Returns the keys with which to verify a token.
    ///
    /// - Parameters:
    ///   - token: The token; a `kid` that the kept keys lack makes them be fetched anew.
    ///   - pinned: A key set that is used instead, or `null`.
    ///   - url: Where the key set is, over plain HTTP.
    /// - Throws: ``TokenFailure/keysUnavailable``.
    func keys(for token: String, pinned: JSONValue, url: String) async throws -> KeySet {
        if pinned != .null {
            return try await KeySet(jwks: pinned)
        }
        let id = UnverifiedToken(token)?.header["kid"]?.string
        if let known = cached.withLock({ $0 }), known.url == url, let id, known.keys.contains(id) {
            return known.keys
        }
        guard let document = await PlainDownload(url)?.body(), let jwks = JSONValue(parsing: document) else {
            throw TokenFailure.keysUnavailable
        }
        let keys = try await KeySet(jwks: jwks)
        cached.withLock { $0 = (url, keys) }
        return keys
    }
}

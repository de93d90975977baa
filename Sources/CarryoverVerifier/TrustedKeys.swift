public import CarryoverCore
import FoundationEssentials

/// The keys that a provider signs with: kept ones, or those that it publishes.
///
/// Copies share one cache, which may be used from any task.
public struct TrustedKeys: Sendable {
    private enum Source: Sendable {
        case pinned(VerificationKeys)
        case fetched(KeyCache)
    }

    private let source: Source

    /// Keys that never change, so that the provider is not asked and need not exist any more.
    public static func pinned(_ keys: VerificationKeys) -> TrustedKeys {
        TrustedKeys(source: .pinned(keys))
    }

    /// Keys that are fetched when they are needed, and kept.
    ///
    /// An unknown key makes them be fetched anew, once for all who wait and no more often than the policy
    /// allows.
    ///
    /// - Parameters:
    ///   - policy: For how long they are kept.
    ///   - fetch: Returns a JSON Web Key Set (RFC 7517 §5) from an address that the app knows. It has to verify
    ///     TLS and to end by itself: those who need a key that is not at hand wait for it.
    public static func fetched(
        policy: KeyCachePolicy = KeyCachePolicy(),
        _ fetch: @escaping @Sendable () async throws -> [UInt8]
    ) -> TrustedKeys {
        TrustedKeys(source: .fetched(KeyCache(policy: policy, fetch: fetch)))
    }

    /// Keys that are fetched from an address over a transport, within ten seconds and 256 kibibytes.
    ///
    /// - Parameters:
    ///   - endpoint: The provider's `jwks_uri` (RFC 8414 §2), from its documentation and never from a token.
    ///   - transport: What sends the request.
    ///   - policy: For how long they are kept.
    public static func fetched(
        from endpoint: Endpoint,
        over transport: any HTTPTransport,
        policy: KeyCachePolicy = KeyCachePolicy()
    ) -> TrustedKeys {
        let request = HTTPRequest(
            .get,
            endpoint,
            fields: ["Accept": "application/jwk-set+json, application/json"],
            timeout: .seconds(10),
            maximumResponseBytes: 256 << 10
        )
        return fetched(policy: policy) {
            let response = try await transport.send(request)
            guard response.status == 200 else {
                throw VerificationError(
                    .keysUnavailable,
                    "the keys' address answered HTTP \(response.status)"
                )
            }
            return response.body.withBytes { Array($0) }
        }
    }

    /// The key of an identifier, or the only one there is where a token names none.
    func key(for id: String?, at now: Date) async throws(VerificationError) -> VerificationKey {
        switch source {
        case .fetched(let cache): return try await cache.key(for: id, at: now)
        case .pinned(let keys):
            guard let key = keys.key(for: id) else { throw .unknownKey }
            return key
        }
    }
}

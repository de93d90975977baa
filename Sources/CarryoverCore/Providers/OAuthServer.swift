import Synchronization

/// An authorization server, whose endpoints are configured or discovered (RFC 8414).
///
/// What was discovered is kept for as long as the process lives; several tasks that ask at the same time may each fetch
/// it, which is harmless. It may be used from any task.
package final class OAuthServer: Sendable {
    /// The issuer's identifier, where its endpoints are discovered.
    package let issuer: String?
    /// Where the server is, for errors about what it does not have.
    package let address: Endpoint
    private let configured: ServerMetadata
    private let discovered = Mutex<ServerMetadata?>(nil)

    /// A server at known endpoints.
    package init(tokenEndpoint: Endpoint, revocationEndpoint: Endpoint? = nil) {
        configured = ServerMetadata(tokenEndpoint: tokenEndpoint, revocationEndpoint: revocationEndpoint)
        issuer = nil
        address = tokenEndpoint
    }

    /// A server that tells its endpoints itself.
    ///
    /// - Parameters:
    ///   - issuer: The issuer's identifier, in the spelling of its own metadata.
    ///   - metadata: Endpoints that are known already, and then used whatever the server says.
    package init(issuer: String, knowing metadata: ServerMetadata = ServerMetadata()) throws(Endpoint.Invalid)
    {
        address = try Endpoint(issuer)
        self.issuer = issuer
        configured = metadata
    }

    /// The origins that are known to be the server's by now.
    package var origins: [Origin] {
        let known = [configured, discovered.withLock { $0 }].compactMap { $0?.tokenEndpoint?.origin }
        return [address.origin] + known.filter { $0 != address.origin }
    }

    package func tokenEndpoint(in context: ProviderContext) async throws(ProviderError) -> Endpoint {
        if let endpoint = try await endpoint({ $0.tokenEndpoint }, in: context) { return endpoint }
        throw ProviderError(
            .configuration,
            code: "no-token-endpoint",
            endpoint: address,
            mayHaveArrived: false
        )
    }

    package func revocationEndpoint(in context: ProviderContext) async throws(ProviderError) -> Endpoint? {
        try await endpoint({ $0.revocationEndpoint }, in: context)
    }

    package func endSessionEndpoint(in context: ProviderContext) async throws(ProviderError) -> Endpoint? {
        try await endpoint({ $0.endSessionEndpoint }, in: context)
    }

    private func endpoint(
        _ name: @Sendable (ServerMetadata) -> Endpoint?,
        in context: ProviderContext
    ) async throws(ProviderError) -> Endpoint? {
        if let known = name(configured) { return known }
        guard let issuer else { return nil }
        if let found = discovered.withLock({ $0 }) { return name(found) }
        let found = try await discover(issuer, in: context)
        discovered.withLock { $0 = found }
        return name(found)
    }

    private func discover(
        _ issuer: String,
        in context: ProviderContext
    ) async throws(ProviderError) -> ServerMetadata {
        var findings: [Finding] = []
        for endpoint in ServerMetadata.addresses(of: address) {
            let request = HTTPRequest(.get, endpoint, fields: ["Accept": "application/json"])
            let response = try await context.send(request)
            guard response.isSuccess, let document = response.jsonObject else {
                let verdict = context.verdict(on: response, from: endpoint)
                // An error in the form of RFC 6749 is nobody's verdict here: no credential was sent.
                if verdict.kind != .refused { findings.append(Finding(verdict)) }
                continue
            }
            do {
                return try ServerMetadata(document, of: issuer)
            } catch {
                let verdict = ProviderError(
                    .configuration,
                    code: error.rawValue,
                    status: response.status,
                    endpoint: endpoint
                )
                findings.append(Finding(verdict, rank: error == .unusableEndpoint ? .unusable : .foreign))
            }
        }
        let telling = findings.map(\.rank).max()
        throw findings.last { $0.rank == telling }?.verdict
            ?? ProviderError(.transient, code: "no-metadata", endpoint: address)
    }

    /// What one of the two addresses has, which is not the issuer's document: servers say in many ways that it is not
    /// there, some with a document of something else, and it may be at the other address whatever this one says.
    private struct Finding {
        /// How much it says about the issuer.
        enum Rank: Int, Comparable {
            case absent, unclear, foreign, unusable
            /// It may be there in a moment, and has to be waited for.
            case outage

            static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
        }

        let verdict: ProviderError
        let rank: Rank

        init(_ verdict: ProviderError, rank: Rank) {
            self.verdict = verdict
            self.rank = rank
        }

        init(_ verdict: ProviderError) {
            let status = verdict.status ?? 0
            let isOutage = status >= 500 || [408, 425, 429].contains(status)
            self.init(
                verdict,
                rank: verdict.kind != .transient ? .absent : isOutage ? .outage : .unclear
            )
        }
    }
}

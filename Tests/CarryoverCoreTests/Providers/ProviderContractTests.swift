import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// One list of situations, and every provider in them with its own wire.
@Suite(.timeLimit(.minutes(10)))
struct ProviderContractTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let wire: any ProviderContract.Wire

        init(_ name: String, _ wire: any ProviderContract.Wire) {
            testDescription = name
            self.wire = wire
        }
    }

    private static let rows = [
        Row("supertokens, header", SuperTokensWire(mode: .header)),
        Row("supertokens, cookie", SuperTokensWire(mode: .cookie)),
        Row("supertokens, other names", SuperTokensWire(mode: .header, names: .unusual)),
        Row("supertokens, other names in cookies", SuperTokensWire(mode: .cookie, names: .unusual)),
        Row("descope", DescopeWire(usesCookies: false)),
        Row("descope, cookies", DescopeWire(usesCookies: true)),
        Row("descope-access-key", AccessKeyWire()),
        Row("stytch, backend", StytchWire(isBackend: true, organization: nil)),
        Row("stytch, backend, B2B", StytchWire(isBackend: true, organization: "org-1")),
        Row("stytch, attest", StytchWire(isBackend: false, organization: nil)),
        Row("stytch, attest, B2B", StytchWire(isBackend: false, organization: "org-1")),
        Row("token-exchange", TokenExchangeWire(isBound: false)),
        Row("token-exchange, DPoP", TokenExchangeWire(isBound: true)),
    ]

    @Test("a provider keeps the contract", arguments: rows)
    private func keepsContract(_ row: Row) async {
        for violation in await ProviderContract(row.wire).run() { Issue.record("\(violation)") }
    }

    /// A provider that breaks a promise in one way each.
    private struct BrokenWire: ProviderContract.Wire {
        let base = TokenExchangeWire(isBound: false)
        var refusesOn503 = false
        var losesRefreshToken = false
        var takesAnything = false

        var provider: any IdentityProvider { BrokenProvider(base: base.provider, wire: self) }
        func success(
            _ operation: ProviderContract.Operation,
            _ tokens: ProviderContract.Tokens
        ) -> HTTPResponse {
            base.success(operation, tokens)
        }
        func refusal(_ operation: ProviderContract.Operation) -> HTTPResponse { base.refusal(operation) }
    }

    private struct BrokenProvider: IdentityProvider {
        let base: any IdentityProvider
        let wire: BrokenWire

        var kind: String { base.kind }
        var origins: [Origin] { base.origins }
        var reuseWindow: Duration? { nil }
        func recognises(_ credential: LegacyCredential) -> Bool { false }

        func exchange(
            _ credential: LegacyCredential,
            idempotencyKey: String,
            in context: ProviderContext
        ) async throws(ProviderError) -> Session {
            try await base.exchange(credential, idempotencyKey: idempotencyKey, in: context)
        }

        func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError) -> Session {
            do {
                let fresh = try await base.refresh(session, in: context)
                guard wire.losesRefreshToken else { return fresh }
                return Session(accessToken: fresh.accessToken, lifetime: fresh.lifetime)
            } catch {
                guard error.status == 503, wire.refusesOn503, let origin = origins.first,
                    let endpoint = try? Endpoint("\(origin)/")
                else { throw error }
                throw ProviderError(.refused, code: "gone", status: 503, endpoint: endpoint)
            }
        }

        func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {
            do {
                try await base.revoke(session, in: context)
            } catch {
                if !wire.takesAnything { throw error }
            }
        }

        func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
            try base.adopt(answer, in: context)
        }
    }

    @Test("the contract notices what is broken")
    func noticesBreaches() async {
        func rules(_ change: (inout BrokenWire) -> Void) async -> [String] {
            var wire = BrokenWire()
            change(&wire)
            return await ProviderContract(wire).run().map(\.rule)
        }
        #expect(await rules { _ in }.isEmpty)
        #expect(
            await rules { $0.refusesOn503 = true } == [
                "nobody is signed out by a fault", "no status by itself ends a session",
            ]
        )
        #expect(
            await rules { $0.losesRefreshToken = true } == [
                "a refresh takes the new tokens",
                "a refresh without a new refresh token keeps the old one",
            ]
        )
        #expect(
            await rules { $0.takesAnything = true } == [
                "a sign-out without a network can be tried again", "nobody is signed out by a fault",
                "no status by itself ends a session", "a wait that is asked for is told",
            ]
        )
    }
}

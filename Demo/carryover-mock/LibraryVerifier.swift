import CarryoverVerifier
import Foundation
import MockIdentity

/// The verifier that an app's backend would take, in front of the mock API.
///
/// The API of a real app verifies with it; here it stands beside the mock's own judges, so that a token is accepted only
/// where both agree.
struct LibraryVerifier {
    private let mock: MockIdentity
    /// One for each of the new providers.
    private let verifiers: [TokenVerifier]

    init(_ mock: MockIdentity) async {
        self.mock = mock
        let settings = mock.settings
        let legacy = await Self.legacy(mock)
        let new: [TrustedIssuer] = [
            .superTokens(mock.supertokens.issuer, keys: Self.published(mock.keys.supertokens)),
            .descope(
                projectID: settings.descope.projectID,
                keys: Self.published(mock.keys.descope),
                baseURL: mock.addresses.descope
            ),
            .stytch(projectID: settings.stytch.projectID, keys: Self.published(mock.keys.stytch)),
        ]
        verifiers = new.map { TokenVerifier(legacy: legacy, new: $0) }
    }

    /// Lets the API ask from now on.
    func examineTokens() {
        mock.examineTokens { [verifiers] token, now in
            await Self.opinion(on: token, of: verifiers, at: Date(timeIntervalSince1970: now))
        }
    }

    private static func opinion(
        on token: String,
        of verifiers: [TokenVerifier],
        at now: Date
    ) async -> TokenOpinion {
        for verifier in verifiers {
            do throws(VerificationError) {
                return .genuine(owner: try await verifier.verify(token, at: now).owner.rawValue)
            } catch {
                if error.isTransient { return .unavailable }
                // Neither the old provider's nor this one's: the next may know it. A token that is no JWT at all, or of an
                // issuer that nobody here knows, is for the API's own judges.
                if error.owner == nil { continue }
                return .refused(code: error.code.rawValue)
            }
        }
        return .notMine
    }

    /// The old provider: with pinned keys where the servers have some, and else with those that it publishes.
    private static func legacy(_ mock: MockIdentity) async -> TrustedIssuer? {
        let settings = mock.settings
        // Of a provider elsewhere the audience is not known here.
        guard settings.supertokens.legacyIssuer.isEmpty, settings.supertokens.legacyJWKSURL.isEmpty else {
            return nil
        }
        let pinned = settings.supertokens.pinnedKeys
        var keys = published(mock.keys.legacy)
        if pinned != .null {
            guard let kept = try? await VerificationKeys(jwks: Array(pinned.data)) else { return nil }
            keys = .pinned(kept)
        }
        return TrustedIssuer(mock.legacy.issuer, audiences: [settings.legacy.audience], keys: keys)
    }

    /// Keys as a provider publishes them, without the way over the wire, which would stand in the record of requests.
    private static func published(_ key: SigningKey) -> TrustedKeys {
        .fetched { Array(key.publicKeys.data) }
    }
}

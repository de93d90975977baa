import Foundation
import Synchronization

extension TokenExchangeServer {
    /// Returns what the key of a request is known by, or `nil` where the tokens are nobody's own.
    ///
    /// - Throws: ``OAuthFailure`` for a proof that is missing or no good.
    func thumbprint(of call: Call) throws -> String? {
        let settings = settings
        guard settings.dpop != .none, settings.dpop == .required || call.headers["dpop"] != nil else {
            return nil
        }
        do {
            return try checked(
                DPoPProof(
                    call,
                    at: clock.now,
                    tolerance: settings.dpopToleranceSeconds,
                    nonce: settings.dpopNonce,
                    token: nil
                )
            )
        } catch let failure as DPoPProof.Failure {
            let isNonce = failure == .nonce
            throw OAuthFailure(
                code: isNonce ? "use_dpop_nonce" : "invalid_dpop_proof",
                description: "The proof is no good: \(failure.rawValue).",
                outcome: "proof-refused-\(failure.rawValue)",
                nonce: isNonce ? settings.dpopNonce : nil
            )
        }
    }

    /// Says whether a request to an API proves that it may use a token.
    func judgeProof(_ call: Call, token: String, of claims: Claims) -> TokenVerdict? {
        let settings = settings
        do {
            let thumbprint = try checked(
                DPoPProof(
                    call,
                    at: clock.now,
                    tolerance: settings.dpopToleranceSeconds,
                    nonce: settings.resourceNonce,
                    token: token
                )
            )
            guard claims.members["cnf"]?["jkt"]?.string == thumbprint else { throw DPoPProof.Failure.token }
            return nil
        } catch {
            let failure = error as? DPoPProof.Failure ?? .malformed
            let code = failure == .nonce ? "use_dpop_nonce" : "invalid_dpop_proof"
            var answer = Answer.json([:], status: 401, outcome: "proof-refused-\(failure.rawValue)")
            answer.headers.set("www-authenticate", "DPoP error=\"\(code)\", algs=\"ES256\"")
            if failure == .nonce { answer.headers.set("dpop-nonce", settings.resourceNonce) }
            return .refused(answer)
        }
    }

    /// Notes a proof, which is good for one request.
    private func checked(_ proof: DPoPProof) throws -> String {
        guard proofs.withLock({ $0.insert(proof.id).inserted }) else { throw DPoPProof.Failure.time }
        return proof.thumbprint
    }
}

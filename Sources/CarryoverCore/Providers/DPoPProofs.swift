import FoundationEssentials
import Synchronization

/// Proves with each request that the key is here, and remembers what the servers want to see in a proof.
///
/// Nonces are no secrets and live as long as the process. It may be used from any task.
package final class DPoPProofs: Sendable {
    private struct State {
        var nonces: [Origin: String] = [:]
        /// The newest nonce of a server that was asked with a token; which one that was is not told.
        var resourceNonce: String?
        /// How far a server's clock was from the one here, when it refused a proof.
        var clockOffset: TimeInterval = 0
    }

    private let time: any TimeSource
    private let makeID: @Sendable () -> String
    private let state = Mutex(State())

    /// - Parameters:
    ///   - time: Tells when a proof is made.
    ///   - makeID: Makes each proof unique.
    package init(time: any TimeSource, makeID: @escaping @Sendable () -> String = RandomID.make) {
        self.time = time
        self.makeID = makeID
    }

    /// A request with a proof.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - key: The key.
    ///   - token: The access token that the request carries, if it carries one.
    func proving(_ request: HTTPRequest, with key: DPoPKey, for token: Secret? = nil) -> HTTPRequest {
        var request = request
        let (nonce, offset) = state.withLock { state in
            (
                token == nil ? state.nonces[request.endpoint.origin] : state.resourceNonce,
                state.clockOffset
            )
        }
        let proof = key.proof(
            for: request,
            id: makeID(),
            at: time.wall.addingTimeInterval(offset),
            nonce: nonce,
            token: token
        )
        request.secretFields.removeAll { $0.name == "DPoP" }
        if let proof { request.secretFields.append((name: "DPoP", value: proof)) }
        return request
    }

    /// Takes in what an answer says about proofs, and tells whether the request has a chance with another one.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - origin: The authorization server that gave it, or `nil` for a server that was asked with a token.
    func learn(from response: HTTPResponse, of origin: Origin?) -> Bool {
        let nonce = response.fields["DPoP-Nonce"].flatMap { (1...1024).contains($0.utf8.count) ? $0 : nil }
        let complaint = complaint(of: response, isResource: origin == nil)
        return state.withLock { state in
            let known = origin.map { state.nonces[$0] } ?? state.resourceNonce
            if let nonce {
                if let origin { state.nonces[origin] = nonce } else { state.resourceNonce = nonce }
            }
            switch complaint {
            case "use_dpop_nonce":
                // Of requests side by side another one may have learnt it already; that one is repeated once is the
                // caller's to see to.
                return nonce != nil && (origin == nil || nonce != known)
            case "invalid_dpop_proof":
                // RFC 9449 §11.1: a proof is good for a moment only, and the clock here may be far from that.
                guard let date = response.date else { return false }
                let offset = date.timeIntervalSince(time.wall)
                defer { state.clockOffset = offset }
                return abs(offset - state.clockOffset) > 30
            default: return false
            }
        }
    }

    private func complaint(of response: HTTPResponse, isResource: Bool) -> String? {
        guard response.status == 400 || response.status == 401 else { return nil }
        if !isResource { return response.jsonObject?["error"]?.string }
        let challenge = response.fields.all("WWW-Authenticate").joined(separator: ", ")
        return ["use_dpop_nonce", "invalid_dpop_proof"].first { challenge.contains("error=\"\($0)\"") }
    }
}

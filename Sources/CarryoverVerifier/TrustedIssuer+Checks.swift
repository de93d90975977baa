import CarryoverCore
import FoundationEssentials

extension TrustedIssuer {
    /// Checks what can be checked before a key is needed.
    func checkHeader(of token: SignedToken) throws(VerificationError) {
        var type = token.type?.lowercased() ?? "jwt"
        if type.hasPrefix("application/") { type.removeFirst("application/".count) }
        guard types.contains(type) else {
            throw VerificationError(.tokenType, "the token is of another type")
        }
        if let id = token.keyID, !id.utf8.starts(with: keyIDPrefix.utf8) {
            throw VerificationError(.unknownKey, "the token's key is of a kind that signs other tokens")
        }
    }

    /// Checks what the claims say.
    ///
    /// The signature has been verified.
    func checkClaims(of token: SignedToken, at now: Date) throws(VerificationError) {
        let now = now.timeIntervalSince1970
        guard let expiry = try token.time("exp") else {
            throw VerificationError(.claim, "the token does not say when it expires")
        }
        guard now < expiry + leeway.inSeconds else {
            throw VerificationError(.expired, "the token has expired")
        }
        if let start = try token.time("nbf"), now < start - leeway.inSeconds {
            throw VerificationError(.notYetValid, "the token is not valid yet")
        }
        try checkAudience(token.claims["aud"])
        for (name, required) in requiredClaims {
            let text = token.claims[name]?.string
            let isMet =
                switch required {
                case .text: text != nil
                case .equal(let expected): text?.isIdentical(to: expected) ?? false
                }
            guard isMet else {
                throw VerificationError(.claim, "the claim '\(name)' is missing or not the expected one")
            }
        }
    }

    private func checkAudience(_ claim: JSONValue?) throws(VerificationError) {
        if claim == nil, audiences.isEmpty { return }
        let named = claim?.array ?? claim.map { [$0] } ?? []
        let isMeant = named.contains { name in
            name.string.map { name in audiences.contains { $0.isIdentical(to: name) } } ?? false
        }
        guard isMeant else {
            throw VerificationError(.audience, "the token is meant for somebody else")
        }
    }
}

extension String {
    /// Whether both are the same bytes; `==` would also take two spellings of one character for the same.
    func isIdentical(to other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}

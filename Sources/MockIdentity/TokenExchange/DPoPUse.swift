/// Whether tokens are bound to keys (RFC 9449).
package enum DPoPUse: String, Sendable, Codable, Hashable {
    /// Proofs are not looked at.
    case none
    /// A token is bound where a proof came.
    case optional
    /// Nobody gets a token without a proof.
    case required
}

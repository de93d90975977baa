/// What a verifier from outside says of a token that a judge has accepted.
package enum TokenOpinion: Sendable {
    /// It is genuine, and this provider's: `legacy` or `new`.
    case genuine(owner: String)
    /// It is not to be accepted.
    case refused(code: String)
    /// It cannot tell now.
    case unavailable
    /// Its issuer is none that it knows.
    case notMine
}

/// Verifies a token, as of a time in seconds since 1970.
package typealias TokenExaminer = @Sendable (_ token: String, _ now: Double) async -> TokenOpinion

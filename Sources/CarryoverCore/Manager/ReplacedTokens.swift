/// The refresh tokens that were seen replaced, the newest ones.
struct ReplacedTokens {
    private static let room = 64

    private var tokens: [Fingerprint] = []

    /// Notes what a later state of a record says about an earlier one.
    mutating func note(_ earlier: SessionRecord?, replacedBy later: SessionRecord?) {
        guard let earlier, let later, later.isInSameHands(as: earlier),
            let token = earlier.session?.refreshToken,
            let next = later.session?.refreshToken, token != next
        else { return }
        let fingerprint = Fingerprint(of: token)
        tokens = (tokens.filter { $0 != fingerprint } + [fingerprint]).suffix(Self.room)
    }

    func contains(_ token: Fingerprint) -> Bool { tokens.contains(token) }
}

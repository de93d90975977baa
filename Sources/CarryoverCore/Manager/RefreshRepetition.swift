import FoundationEssentials

/// What the note of an earlier refresh means for the next one.
///
/// A note that is still there says that its token was sent and that no answer came. The provider may have spent the
/// token, and sending it once more may look like theft, for which some providers end all that came of it, access tokens
/// that still live included.
enum RefreshRepetition: Equatable {
    /// The token was not sent before.
    case first
    /// It was sent before and is sent again: the provider allows that, or nothing is left to lose.
    case again
    /// It is sent again when the access token is at its end, and not before.
    case putOff

    /// - Parameters:
    ///   - token: The refresh token that is to be sent.
    ///   - intent: The note, if there is one.
    ///   - window: How long the provider takes a token that it has replaced.
    ///   - hasLivingToken: Whether there is an access token that can be used meanwhile.
    ///   - now: The wall clock. Where it was set back, nothing is known of the note's age.
    init(
        of token: Fingerprint,
        after intent: RefreshIntent?,
        window: Duration?,
        hasLivingToken: Bool,
        now: Date
    ) {
        guard let intent, intent.token == token else {
            self = .first
            return
        }
        let age = now.timeIntervalSince(intent.startedAt)
        let isInWindow = window.map { age >= 0 && age <= $0.inSeconds } ?? false
        self = isInWindow || !hasLivingToken ? .again : .putOff
    }
}

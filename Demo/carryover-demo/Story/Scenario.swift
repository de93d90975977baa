import ArgumentParser

/// The stories that can be told: one where all goes well, and one for each way in which it may not.
enum Scenario: String, Sendable, CaseIterable, ExpressibleByArgument {
    case happy
    case offline
    case providerDown = "provider-down"
    case answerLost = "answer-lost"
    case killedAfterExchange = "killed-after-exchange"
    case legacyExpired = "legacy-expired"
    case legacyRevoked = "legacy-revoked"
    case theft
    case keyringLocked = "keyring-locked"
    case rolling

    /// What happens in it.
    var abstract: String {
        switch self {
        case .happy: "an old login becomes a new session; nobody notices"
        case .offline: "the first start happens without a network"
        case .providerDown: "the new provider answers 503 for a while"
        case .answerLost: "the answer with the new session is lost on its way"
        case .killedAfterExchange: "the app is killed before the new session is stored"
        case .legacyExpired: "the old access token has expired"
        case .legacyRevoked: "the old provider itself has ended the login"
        case .theft: "a copy of the session is used on another machine"
        case .keyringLocked: "the keyring is locked after a restart of the machine"
        case .rolling: "the release migrates 0 % of the users, then all"
        }
    }

    /// What is to be learned from it.
    var moral: String {
        switch self {
        case .happy: "The user never noticed."
        case .offline: "Without a network the old login stays in use; with one, it is carried over."
        case .providerDown: "The old login is used until the new provider is back, and nothing is lost."
        case .answerLost: "The second try carries the same key, so it gets the same session: one, not two."
        case .killedAfterExchange:
            "The next start asks with the same key, gets the same session, and tidies up."
        case .legacyExpired: "The old login was renewed once more and carried over; nobody was asked."
        case .legacyRevoked:
            "Only the old provider's own word ends a login; it is not asked twice, and a new login is taken at once."
        case .theft:
            "The provider's word ends the stolen session everywhere; the user signs in, the thief does not."
        case .keyringLocked: "Locked is not signed out: nothing was changed, and unlocked all is there again."
        case .rolling:
            "The library kept the old session fresh until it was this user's turn; there is no way back by chance."
        }
    }
}

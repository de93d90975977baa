import Carryover

extension Scenario {
    /// What is done in it, step by step.
    ///
    /// - Parameter provider: The new provider's kind.
    func acts(_ provider: String) -> [Act] {
        if provider == "descope-access-key" { return Script.machine }
        return switch self {
        case .happy: Script.happy
        case .offline: Script.offline
        case .providerDown: Script.providerDown
        case .answerLost: Script.answerLost
        case .killedAfterExchange: Script.killed
        case .legacyExpired: Script.expired
        case .legacyRevoked: Script.revoked
        case .theft: Script.theft
        case .keyringLocked: Script.keyring
        case .rolling: Script.rolling
        }
    }

    /// What the servers have to be told before, so that they see a theft.
    var settings: JSONValue? {
        guard self == .theft else { return nil }
        return ["descope": ["rotation": true, "reuse": "end-session"]]
    }
}

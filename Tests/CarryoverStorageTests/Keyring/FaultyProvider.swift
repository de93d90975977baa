import CarryoverCore
import CarryoverStorage
import Glibc

/// The provider of `Tests/SecretService/fault_provider.py`, by the mode that the runner started it in.
enum FaultyProvider: String {
    case unanswered, undismissed, dying, declined, hiding, vanishing, slow, forgetful, sluggish, mute,
        stopping, stopped, denying, pretending
    case quiet, amnesiac, shedding, rigid, shuffled, stalling, perishing, hoarding, belated

    static let current: FaultyProvider? = {
        let state = KeyringState.environment["CARRYOVER_KEYRING_STATE"] ?? ""
        guard KeyringState.environment["CARRYOVER_KEYRING_TESTS"] == "1" else { return nil }
        return state.hasPrefix("fault-") ? FaultyProvider(rawValue: String(state.dropFirst(6))) : nil
    }()

    /// Whether it is gone, with all that it held, as soon as the fault shows.
    var isMortal: Bool { self == .dying || self == .vanishing }

    /// Whether it gives no call what it wants.
    static var isFaulty: Bool {
        current.map { ![FaultyProvider.slow, .forgetful, .hiding, .denying, .quiet].contains($0) } ?? false
    }

    /// What every call comes to, with no prompt and with one that may run for a moment.
    func expected(_ interaction: KeyringInteraction) -> StoreError.Code {
        switch self {
        case .unanswered, .undismissed, .declined, .hiding, .slow, .forgetful, .denying: .locked
        case .dying: interaction == .never ? .locked : .connectionLost
        case .vanishing: .connectionLost
        case .sluggish, .mute, .stopping, .stopped, .stalling: .timedOut
        case .perishing: .connectionLost
        case .hoarding, .belated: .locked
        case .pretending: .notDurable
        case .quiet, .amnesiac, .shedding, .rigid, .shuffled: .providerFault
        }
    }

    /// The methods of the Secret Service that were called since this was asked last.
    static func heard() throws -> String {
        let call =
            "gdbus call --session --dest org.freedesktop.secrets --object-path / "
            + "--method dev.carryover.FaultProvider.Heard"
        return try ChildProcess("sh", "-c", call).line()
    }

    /// Makes the provider work, and starts another one where it is gone.
    func mend() throws {
        if isMortal {
            return try KeyringState.restartProvider(as: KeyringState.script("fault_provider.py") + " working")
        }
        if let id = KeyringState.providerID { kill(id, SIGCONT) }
        try Self.become("working")
    }

    /// Makes the working provider faulty again.
    func spoil() throws {
        try Self.become(rawValue)
        guard self == .stopped, let id = KeyringState.providerID else { return }
        try ChildProcess("sh", "-c", "until grep -q 'State:.T' /proc/\(id)/status; do :; done").wait()
    }

    private static func become(_ mode: String) throws {
        let call =
            "gdbus call --session --dest org.freedesktop.secrets --object-path / "
            + "--method dev.carryover.FaultProvider.Become \(mode)"
        guard try ChildProcess("sh", "-c", call).wait() == 0 else {
            throw ChildProcess.Failure(number: ESRCH)
        }
    }
}

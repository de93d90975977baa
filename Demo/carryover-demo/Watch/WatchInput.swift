import Carryover
import FoundationEssentials

/// Whatever the view reacts to.
enum WatchInput: Sendable {
    case event(SessionEvent, Date)
    case requestBegan(Int, String)
    case requestEnded(Int, String, isGood: Bool)
    /// Store and lock were looked at.
    case looked(SessionStatus, lockHolder: Int?)
    case key(UInt8)
    /// There are no keys any more.
    case keysEnded
    case signal(Int32)
    /// The process was to end, and no refresh is under way any more.
    case settled
    case tick
}

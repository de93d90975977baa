import CCarryover
import Carryover

/// The numbers of the header for the words of the library.
enum ResultCode {
    private static let codes: [String: Int] = [
        SessionError.Code.signedOut.rawValue: CARRYOVER_SIGNED_OUT,
        SessionError.Code.rejected.rawValue: CARRYOVER_REJECTED,
        SessionError.Code.lostAnswer.rawValue: CARRYOVER_LOST_ANSWER,
        SessionError.Code.transient.rawValue: CARRYOVER_TRANSIENT,
        SessionError.Code.deferred.rawValue: CARRYOVER_DEFERRED,
        SessionError.Code.store.rawValue: CARRYOVER_STORE,
        SessionError.Code.configuration.rawValue: CARRYOVER_CONFIGURATION,
        SessionError.Code.notRefreshable.rawValue: CARRYOVER_NOT_REFRESHABLE,
        SessionError.Code.superseded.rawValue: CARRYOVER_SUPERSEDED,
        SessionError.Code.cancelled.rawValue: CARRYOVER_CANCELLED,
        SessionError.Code.originNotAllowed.rawValue: CARRYOVER_ORIGIN_NOT_ALLOWED,
        SessionError.Code.notPossible.rawValue: CARRYOVER_NOT_POSSIBLE,
    ].mapValues { Int($0) }

    /// The number for a code; one that a C app cannot know yet is one that passes.
    static func code(_ code: SessionError.Code) -> carryover_result {
        carryover_result(codes[code.rawValue] ?? Int(CARRYOVER_TRANSIENT))
    }

    /// The word for a number.
    static func name(_ code: carryover_result) -> String {
        unsafe String(cString: carryover_result_name(code))
    }
}

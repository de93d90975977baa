import CCarryover
import Carryover

/// An error as a C app holds it: its texts stay where they are until it is freed.
///
/// `@unchecked Sendable`: the texts are written once, in the initializer, and only read afterwards.
@safe final class ReportedError: @unchecked Sendable {
    let code: carryover_result
    let message: UnsafePointer<CChar>?
    let detail: UnsafePointer<CChar>?

    init(_ fault: Fault) {
        code = fault.code
        unsafe message = CText.copy(fault.message).map { unsafe UnsafePointer($0) }
        unsafe detail = CText.copy(fault.detail.text).map { unsafe UnsafePointer($0) }
    }

    deinit {
        unsafe carryover_free(UnsafeMutablePointer(mutating: message))
        unsafe carryover_free(UnsafeMutablePointer(mutating: detail))
    }
}

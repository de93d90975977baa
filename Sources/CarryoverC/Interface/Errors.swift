public import CCarryover

/// The code of an error; see `carryover.h`.
@c @implementation
public func carryover_error_code(_ error: OpaquePointer?) -> carryover_result {
    guard unsafe error != nil else { return Call.ok }
    guard !carryover_platform_is_forked() else { return Call.forked }
    return unsafe reported(error, "carryover_error_code")?.code ?? Fault.invalidHandle.code
}

/// What happened, in words; see `carryover.h`.
@c @implementation
public func carryover_error_message(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe reported(error, "carryover_error_message")?.message ?? ConstantText.empty
}

/// What happened, as JSON; see `carryover.h`.
@c @implementation
public func carryover_error_detail(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe reported(error, "carryover_error_detail")?.detail ?? ConstantText.empty
}

/// Frees an error; see `carryover.h`.
@c @implementation
public func carryover_error_free(_ error: OpaquePointer?) {
    guard unsafe error != nil, !carryover_platform_is_forked() else { return }
    let reference = unsafe Reference(error)
    if References.errors.remove(reference) == nil { Misuse.note("carryover_error_free", reference) }
}

private func reported(_ error: OpaquePointer?, _ function: StaticString) -> ReportedError? {
    guard unsafe error != nil, !carryover_platform_is_forked() else { return nil }
    let reference = unsafe Reference(error)
    let object = References.errors[reference]
    if object == nil { Misuse.note(function, reference) }
    return object
}

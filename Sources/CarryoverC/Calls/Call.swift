import CCarryover

/// What every call has in common: no call in a forked child, no call on a handle that is none, and the error out.
enum Call {
    static let ok = carryover_result(CARRYOVER_OK)
    static let forked = carryover_result(CARRYOVER_FORKED)

    /// Runs a call on a session.
    static func on(
        _ session: OpaquePointer?,
        _ error: UnsafeMutablePointer<OpaquePointer?>?,
        _ function: StaticString = #function,
        _ body: (OpenSession) throws(Fault) -> Void
    ) -> carryover_result {
        unsafe run(error) { () throws(Fault) in
            let reference = unsafe Reference(session)
            guard let object = References.sessions[reference] else {
                Misuse.note(function, reference)
                throw .invalidHandle
            }
            try body(object)
        }
    }

    /// Runs a call that needs no session yet.
    static func run(
        _ error: UnsafeMutablePointer<OpaquePointer?>?,
        _ body: () throws(Fault) -> Void
    ) -> carryover_result {
        unsafe error?.pointee = nil
        // Before any lock, which a thread may hold that does not exist here.
        guard !carryover_platform_is_forked() else { return forked }
        do throws(Fault) {
            try body()
            return ok
        } catch let fault {
            if let error = unsafe error {
                unsafe error.pointee = References.errors.insert(ReportedError(fault))?.pointer
            }
            return fault.code
        }
    }

    /// The session, for calls that have no error to fill in.
    static func session(_ session: OpaquePointer?, _ function: StaticString = #function) -> OpenSession? {
        guard !carryover_platform_is_forked() else { return nil }
        let reference = unsafe Reference(session)
        let object = References.sessions[reference]
        if object == nil { Misuse.note(function, reference) }
        return object
    }
}

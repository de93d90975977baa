public import CCarryover
import Carryover

/// What an app calls at launch; see `carryover.h`.
@c @implementation
public func carryover_start(
    _ session: OpaquePointer?,
    _ flags: UInt32,
    _ deadline: Int64,
    _ report: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe report?.pointee = nil
    return unsafe Call.on(session, error) { session throws(Fault) in
        let retriesNow = try Flags.isSet(CARRYOVER_RETRY_NOW, in: flags)
        let summary = try session.perform(within: deadline) { [session] _ in
            .success(await session.start(retryingNow: retriesNow))
        }
        try unsafe Output.set(report, summary.json.text)
        if let fault = summary.fault { throw fault }
    }
}

/// The same without waiting; see `carryover.h`.
@c @implementation
public func carryover_start_async(
    _ session: OpaquePointer?,
    _ flags: UInt32,
    _ callback: carryover_start_callback?,
    _ userData: UnsafeMutableRawPointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe Call.on(session, error) { session throws(Fault) in
        let retriesNow = try Flags.isSet(CARRYOVER_RETRY_NOW, in: flags)
        guard let callback = unsafe callback else { throw .invalidArgument("callback is NULL") }
        unsafe session.start(retryingNow: retriesNow, callback: callback, userData: UserData(userData))
    }
}

/// Gets a new access token now; see `carryover.h`.
@c @implementation
public func carryover_refresh(
    _ session: OpaquePointer?,
    _ refused: UnsafePointer<CChar>?,
    _ deadline: Int64,
    _ token: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe token?.pointee = nil
    return unsafe Call.on(session, error) { session throws(Fault) in
        let refused = unsafe refused == nil ? nil : try TextArgument.secret(refused, "refused")
        let fresh = try session.perform(within: deadline) { manager in
            do throws(SessionError) {
                return .success(try await manager.refresh(rejecting: refused).accessToken)
            } catch {
                return .failure(error)
            }
        }
        try unsafe Output.set(token, fresh)
    }
}

/// Whether the token may be sent to a URL; see `carryover.h`.
@c @implementation
public func carryover_check_url(
    _ session: OpaquePointer?,
    _ url: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe Call.on(session, error) { session throws(Fault) in
        let text = try unsafe TextArgument.plain(url, "url")
        guard let endpoint = try? Endpoint(text) else {
            throw .invalidArgument("url is not one that a token is sent to")
        }
        guard session.allows(endpoint) else {
            throw Fault(SessionError(.originNotAllowed, "the token may not be sent to \(endpoint.origin)"))
        }
    }
}

/// Where things stand; see `carryover.h`.
@c @implementation
public func carryover_status(
    _ session: OpaquePointer?,
    _ deadline: Int64,
    _ status: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe status?.pointee = nil
    return unsafe Call.on(session, error) { session throws(Fault) in
        let found = try session.perform(within: deadline) { manager in .success(await manager.status()) }
        try unsafe Output.set(status, found.json.text)
    }
}

/// The state as this process knows it; see `carryover.h`.
@c @implementation
public func carryover_state(_ session: OpaquePointer?) -> UnsafePointer<CChar>? {
    guard let session = unsafe Call.session(session) else { return unsafe ConstantText.empty }
    return unsafe ConstantText.name(of: session.manager.current)
}

/// Takes over a session that the app's own sign-in obtained; see `carryover.h`.
@c @implementation
public func carryover_sign_in(
    _ session: OpaquePointer?,
    _ answer: UnsafePointer<CChar>?,
    _ deadline: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe Call.on(session, error) { session throws(Fault) in
        let answer = try unsafe TextArgument.secret(answer, "answer")
        try session.perform(within: deadline) { manager in
            do throws(SessionError) {
                return .success(try await manager.signIn(with: answer))
            } catch {
                return .failure(error)
            }
        }
    }
}

/// Signs out; see `carryover.h`.
@c @implementation
public func carryover_sign_out(
    _ session: OpaquePointer?,
    _ flags: UInt32,
    _ deadline: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe Call.on(session, error) { session throws(Fault) in
        let isLocal = try Flags.isSet(CARRYOVER_LOCAL, in: flags)
        try session.perform(within: deadline) { manager in
            do throws(SessionError) {
                return .success(try await manager.signOut(isLocal: isLocal))
            } catch {
                return .failure(error)
            }
        }
    }
}

/// Keeps the session fresh in the background; see `carryover.h`.
@c @implementation
public func carryover_keep_fresh(
    _ session: OpaquePointer?,
    _ on: Int32,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe Call.on(session, error) { session throws(Fault) in session.keepFresh(on != 0) }
}

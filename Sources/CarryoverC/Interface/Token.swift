public import CCarryover
import Carryover

/// A usable access token; see `carryover.h`.
@c @implementation
public func carryover_token(
    _ session: OpaquePointer?,
    _ minimum: Int64,
    _ deadline: Int64,
    _ token: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe token?.pointee = nil
    return unsafe Call.on(session, error) { session throws(Fault) in
        guard unsafe token != nil else { throw .invalidArgument("token is NULL") }
        let minTTL = try Lifetime.minimum(minimum)
        // No task, no waiting: what nearly every call comes to.
        if let ready = session.manager.readyToken(minTTL: minTTL) {
            return try unsafe Output.set(token, ready)
        }
        guard deadline != 0 else { throw .timeout }
        let secret = try session.perform(within: deadline) { manager in
            do throws(SessionError) {
                return .success(try await manager.accessToken(minTTL: minTTL))
            } catch {
                return .failure(error)
            }
        }
        try unsafe Output.set(token, secret)
    }
}

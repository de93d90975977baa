public import CCarryover
import Carryover

/// The credentials for a request of the app's own; see `carryover.h`.
@c @implementation
public func carryover_authorize(
    _ session: OpaquePointer?,
    _ method: UnsafePointer<CChar>?,
    _ url: UnsafePointer<CChar>?,
    _ minimum: Int64,
    _ deadline: Int64,
    _ authorization: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe authorization?.pointee = nil
    return unsafe Call.on(session, error) { session throws(Fault) in
        guard unsafe authorization != nil else { throw .invalidArgument("authorization is NULL") }
        let method = try unsafe TextArgument.plain(method, "method")
        let request = try AuthorizationText.request(method, try unsafe TextArgument.plain(url, "url"))
        let minTTL = try Lifetime.minimum(minimum)
        let ready: RequestAuthorization?
        do throws(SessionError) {
            ready = try session.manager.readyAuthorization(of: request, minTTL: minTTL)
        } catch {
            throw Fault(error)
        }
        if let ready {
            return try unsafe Output.set(authorization, try AuthorizationText(ready, method: method).secret)
        }
        guard deadline != 0 else { throw .timeout }
        let found = try session.perform(within: deadline) { manager in
            do throws(SessionError) {
                return .success(try await manager.authorization(of: request, minTTL: minTTL))
            } catch {
                return .failure(error)
            }
        }
        try unsafe Output.set(authorization, try AuthorizationText(found, method: method).secret)
    }
}

/// What an answer to such a request means; see `carryover.h`.
@c @implementation
public func carryover_take_answer(
    _ session: OpaquePointer?,
    _ authorization: UnsafePointer<CChar>?,
    _ status: Int32,
    _ header: UnsafePointer<CChar>?,
    _ deadline: Int64,
    _ again: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe again?.pointee = nil
    return unsafe Call.on(session, error) { session throws(Fault) in
        guard unsafe again != nil else { throw .invalidArgument("again is NULL") }
        let text = try unsafe TextArgument.secret(authorization, "authorization")
        let sent = try AuthorizationText(reading: text)
        guard (100...999).contains(status) else { throw .invalidArgument("status is not one of HTTP") }
        let lines = unsafe header == nil ? "" : try unsafe TextArgument.lenient(header, "header")
        let response = HTTPResponse(status: Int(status), fields: HeaderLines.fields(lines))
        let verdict: SessionManager.Verdict
        do throws(SessionError) {
            verdict = try session.manager.verdict(on: response, to: sent.authorization)
        } catch {
            throw Fault(error)
        }
        switch verdict {
        case .stands: return
        case .again(let next):
            try unsafe Output.set(again, try AuthorizationText(next, method: sent.method).secret)
        case .takesWork:
            guard deadline != 0 else { throw .timeout }
            let next = try session.perform(within: deadline) { manager in
                do throws(SessionError) {
                    return .success(try await manager.takeAnswer(response, to: sent.authorization))
                } catch {
                    return .failure(error)
                }
            }
            guard let next else { return }
            try unsafe Output.set(again, try AuthorizationText(next, method: sent.method).secret)
        }
    }
}

public import CCarryover

/// A descriptor that is readable while there is something to dispatch; see `carryover.h`.
@c @implementation
public func carryover_event_fd(_ session: OpaquePointer?) -> Int32 {
    unsafe Call.session(session)?.inbox.descriptor ?? -1
}

/// Calls the callbacks that are due; see `carryover.h`.
@c @implementation
public func carryover_dispatch(
    _ session: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    let reference = unsafe session
    return unsafe Call.on(session, error) { session throws(Fault) in
        // What a callback causes waits for the next round, so that the app's loop gets its turn. A callback may close
        // the session: the inbox is empty from then on.
        for _ in 0..<session.inbox.count {
            guard let delivery = session.inbox.next() else { return }
            switch delivery {
            case .event(let text):
                guard let listener = session.inbox.listener else { continue }
                unsafe text.withCString { unsafe listener.callback(reference, $0, listener.userData.pointer) }
            case .start(let answer):
                unsafe answer.report.withCString {
                    unsafe answer.callback(reference, answer.result, $0, answer.userData.pointer)
                }
            }
        }
    }
}

/// Has the events told to a callback; see `carryover.h`.
@c @implementation
public func carryover_set_event_callback(
    _ session: OpaquePointer?,
    _ callback: carryover_event_callback?,
    _ userData: UnsafeMutableRawPointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe Call.on(session, error) { session throws(Fault) in
        session.inbox.listener = unsafe callback.map { callback in
            unsafe EventListener(callback: callback, userData: UserData(userData))
        }
    }
}

/// Takes the next event; see `carryover.h`.
@c @implementation
public func carryover_next_event(
    _ session: OpaquePointer?,
    _ event: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe event?.pointee = nil
    return unsafe Call.on(session, error) { session throws(Fault) in
        guard unsafe event != nil else { throw .invalidArgument("event is NULL") }
        guard let text = session.inbox.nextEvent() else { return }
        try unsafe Output.set(event, text)
    }
}

import CCarryover

/// Who is told of events.
///
/// The callback is the app's own code, which has to take what the header promises.
@safe struct EventListener: Sendable {
    let callback: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Void
    let userData: UserData
}

import CCarryover

/// The end of a start, and who is to be told of it.
///
/// The callback is the app's own code, which has to take what the header promises.
@safe struct StartAnswer: Sendable {
    typealias Callback =
        @convention(c) (
            OpaquePointer?, carryover_result, UnsafePointer<CChar>?, UnsafeMutableRawPointer?
        ) -> Void

    let callback: Callback
    let userData: UserData
    let result: carryover_result
    let report: String
}

/// The pointer that a C app wants back in its callback.
///
/// `@unchecked Sendable`: it is carried, and never followed here.
@safe struct UserData: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer?

    init(_ pointer: UnsafeMutableRawPointer?) { unsafe self.pointer = pointer }
}

import Carryover

/// Where a C app wants a text.
enum Output {
    /// Gives a text, where one is wanted.
    static func set(
        _ output: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        _ text: @autoclosure () -> String
    ) throws(Fault) {
        guard let output = unsafe output else { return }
        guard let copy = unsafe CText.copy(text()) else { throw .noResources }
        unsafe output.pointee = unsafe copy
    }

    /// Gives a secret, where one is wanted.
    static func set(
        _ output: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        _ secret: Secret
    ) throws(Fault) {
        guard let output = unsafe output else { return }
        guard let copy = unsafe CText.copy(secret) else { throw .noResources }
        unsafe output.pointee = unsafe copy
    }
}

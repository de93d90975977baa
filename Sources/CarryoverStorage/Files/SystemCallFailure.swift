package import CarryoverCore
import Glibc

/// A system call that the kernel refused.
package struct SystemCallFailure: Error, Sendable, Equatable {
    /// The name of the call, as its manual page has it.
    package let call: String
    /// The error number.
    package let number: Int32

    /// Creates a failure.
    package init(_ call: String, _ number: Int32) {
        self.call = call
        self.number = number
    }

    /// The kernel's reason in words, with the call and the number.
    package var message: String {
        let reason = unsafe String(cString: strerror(number))
        return "\(call): \(reason), errno \(number)"
    }

    /// Whether there was no space left, on the disk or in the user's share of it.
    package var isFull: Bool { number == ENOSPC || number == EDQUOT }

    /// The failure as a store reports it.
    package func storeError(_ operation: String, path: String) -> StoreError {
        StoreError(
            isFull ? .full : .fileSystem,
            operation: operation,
            detail: "\(message), at \(path)",
            remedy: isFull ? "free some space" : nil
        )
    }
}

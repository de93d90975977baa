/// A token, password or key that no log, error or dump can show.
///
/// The bytes live outside the Swift heap, on pages that the kernel leaves out of core dumps, and are
/// overwritten when the last copy goes. Every textual form (description, debug description, mirror,
/// interpolation) reads `<redacted>`; ``exposed`` is the one, greppable way out.
///
/// Two secrets are compared in a time that depends on their length only. A value is immutable and may be
/// shared between tasks and threads.
public struct Secret: Sendable {
    private let storage: SecretBytes

    /// Creates a secret from the UTF-8 bytes of a text.
    public init(_ text: String) {
        var text = text
        storage = text.withUTF8 { SecretBytes(copying: UnsafeRawBufferPointer($0)) }
    }

    /// Creates a secret from bytes.
    public init(bytes: [UInt8]) {
        storage = bytes.withUnsafeBytes { SecretBytes(copying: $0) }
    }

    /// Creates a secret from a buffer, which the caller may overwrite afterwards.
    public init(copying buffer: UnsafeRawBufferPointer) {
        storage = SecretBytes(copying: buffer)
    }

    /// The number of bytes.
    public var count: Int { storage.buffer.count }

    /// A Boolean value that tells whether there are no bytes at all.
    public var isEmpty: Bool { count == 0 }

    /// Calls a closure with the bytes, which must not escape it.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(storage.buffer)
    }

    /// The secret as text, for the one place that has to send or print it.
    ///
    /// A Swift string cannot be wiped: ask for it as late as possible and keep it no longer than needed.
    public var exposed: String {
        withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension Secret: Hashable {
    /// Compares two values.
    public static func == (left: Secret, right: Secret) -> Bool {
        left.withBytes { first in
            right.withBytes { second in
                guard first.count == second.count else { return false }
                var difference: UInt8 = 0
                for index in first.indices { difference |= first[index] ^ second[index] }
                return difference == 0
            }
        }
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: $0) }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it is, in words, without anything secret.
    public var description: String { "<redacted>" }
    /// The same as the description: a debugger gets no more than a log.
    public var debugDescription: String { "<redacted>" }
    /// A mirror without children, so that a dump shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

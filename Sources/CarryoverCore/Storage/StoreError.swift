/// Why a store could not do what it was asked to.
///
/// The codes are open: a later version may add some, so a `switch` over them needs a `default`. Nothing in it is
/// secret.
public struct StoreError: Error, Sendable {
    /// The kind of failure; its raw value is stable and safe as a metric label.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable word for it.
        public let rawValue: String
        /// Creates a code from its word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The keyring is locked and may not, or could not, be unlocked.
        public static let locked = Code(rawValue: "locked")
        /// There is no session bus: proven at first contact.
        public static let noBus = Code(rawValue: "no-bus")
        /// Nobody provides the Secret Service: proven at first contact.
        public static let noProvider = Code(rawValue: "no-provider")
        /// libsecret is not installed.
        public static let noLibrary = Code(rawValue: "no-library")
        /// libsecret is there and cannot be used, which proves nothing about the keyring.
        public static let brokenLibrary = Code(rawValue: "broken-library")
        /// The Secret Service has no default collection yet.
        public static let notInitialised = Code(rawValue: "not-initialised")
        /// The deadline passed; nothing is known.
        public static let timedOut = Code(rawValue: "timed-out")
        /// The bus or the daemon went away while it was needed.
        public static let connectionLost = Code(rawValue: "connection-lost")
        /// The provider broke its own protocol.
        public static let providerFault = Code(rawValue: "provider-fault")
        /// Owner or mode of a file or folder let others in.
        public static let unsafePermissions = Code(rawValue: "unsafe-permissions")
        /// The system refused a file operation.
        public static let fileSystem = Code(rawValue: "file-system")
        /// No space is left.
        public static let full = Code(rawValue: "full")
        /// The key that protects the record is missing or another one.
        public static let wrongKey = Code(rawValue: "wrong-key")
        /// The record is damaged.
        public static let damaged = Code(rawValue: "damaged")
        /// The record was written by a newer version, which must not be overwritten.
        public static let newerFormat = Code(rawValue: "newer-format")
        /// Somebody else wrote in between.
        public static let conflict = Code(rawValue: "conflict")
        /// What was read back is not what was written.
        public static let notDurable = Code(rawValue: "not-durable")
        /// The lock was held by another process until the deadline.
        public static let busy = Code(rawValue: "busy")
        /// The process was forked after the store was opened.
        public static let forked = Code(rawValue: "forked")
    }

    /// The kind of failure.
    public let code: Code
    /// What was attempted, such as `read` or `write`.
    public let operation: String
    /// What the layer below said, with its domain and number where it has them.
    public let detail: String
    /// What a person can do about it, or `nil`.
    public let remedy: String?

    /// Creates an error.
    public init(_ code: Code, operation: String, detail: String, remedy: String? = nil) {
        self.code = code
        self.operation = operation
        self.detail = detail
        self.remedy = remedy
    }
}

extension StoreError: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String {
        "\(operation): \(code.rawValue) (\(detail))" + (remedy.map { "; \($0)" } ?? "")
    }
}

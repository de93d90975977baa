/// What a store is, for `status`, `doctor` and the app's own about box.
public struct StoreDescription: Sendable, Equatable {
    /// Where records are kept.
    public enum Backend: String, Sendable, CaseIterable {
        case keyring, file, memory
    }

    /// What keeps a record from being read by others.
    public enum Protection: String, Sendable, CaseIterable {
        /// The desktop's keyring.
        case keyring
        /// A key derived from a passphrase.
        case passphrase
        /// A key from the service manager's credentials.
        case systemCredential = "system-credential"
        /// A key in another file of the same user: worth as much as that file's mode.
        case keyFile = "key-file"
        /// Nothing.
        case none
    }

    /// Whether the store can be used at present.
    public enum State: String, Sendable, CaseIterable {
        case ready, locked, unavailable, corrupt
    }

    /// Where records are kept.
    public var backend: Backend
    /// Whether it can be used at present.
    public var state: State
    /// What protects the record.
    public var protection: Protection
    /// Anything a person should know, such as the reason of a choice; never a secret.
    public var detail: String?

    /// Creates a description.
    public init(backend: Backend, state: State, protection: Protection, detail: String? = nil) {
        self.backend = backend
        self.state = state
        self.protection = protection
        self.detail = detail
    }
}

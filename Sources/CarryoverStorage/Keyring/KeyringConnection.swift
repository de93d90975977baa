import CCarryoverSecret
import CarryoverCore

/// A conversation with the Secret Service: the one place in Swift that calls libsecret.
///
/// Its functions block.
///
/// `@unchecked Sendable`: a connection is used by one call at a time, which takes it out of its store
/// meanwhile.
@safe final class KeyringConnection: @unchecked Sendable {
    /// What an item is found by; nothing in it is secret or personal, for providers keep it in the clear.
    struct Attributes: Sendable {
        var application: String
        var kind: String
        var account: String
        var moment: String?
    }

    /// The one item with some attributes.
    struct Single {
        let content: Secret
        /// Where it is; while the provider lives, no other item takes its place there.
        let path: String
    }

    private let service: OpaquePointer
    /// Whether the provider may be searched before it is known whether it is locked.
    let isQuietWhileLocked: Bool
    /// Whether the provider is known to have the same key for this session.
    ///
    /// KWallet drops the leading zero bytes of the secret that the key is made of: in one session of 256 it stores
    /// something else than it was given, reports success, and gives back what cannot be read.
    var isProven: Bool
    /// Whether the provider keeps a content that an item of it is given in place of another one; `nil` until that
    /// was looked at.
    var keepsReplacements: Bool?
    /// Where the item was that was seen last.
    private var lastPath: String?

    init(service: OpaquePointer, isQuietWhileLocked: Bool, isProven: Bool) {
        unsafe self.service = service
        self.isQuietWhileLocked = isQuietWhileLocked
        self.isProven = isProven
    }

    deinit { unsafe carryover_secret_close(service) }

    /// How secrets travel on the bus, as the specification names it.
    var sessionAlgorithm: String? {
        unsafe carryover_secret_session_algorithm(service).map { unsafe String(cString: $0) }
    }

    /// How long prompts may stay unanswered from now on.
    func setPromptPatience(_ patience: Duration) {
        unsafe carryover_secret_set_prompt_deadline(service, patience.milliseconds)
    }

    /// Whether the provider wanted a prompt since this was asked the last time.
    func hasPrompted() -> Bool { unsafe carryover_secret_has_prompted(service) }

    /// Asks for the default collection's state, which need not be the truth: KWallet calls an open wallet
    /// locked until this very client has unlocked it.
    func defaultCollection(_ operation: String, _ cancellation: Cancellation) throws(StoreError)
        -> KeyringCollection
    {
        var collection = CARRYOVER_SECRET_COLLECTION_FAILED
        try Self.check(operation, .talking) { error in
            collection = unsafe carryover_secret_default_collection(service, cancellation.begin(), &error)
            return collection != CARRYOVER_SECRET_COLLECTION_FAILED
        }
        return switch collection {
        case CARRYOVER_SECRET_COLLECTION_ABSENT: .absent
        case CARRYOVER_SECRET_COLLECTION_UNLOCKED: .unlocked
        default: .locked
        }
    }

    /// Unlocks the default collection, as far as an interaction lets the prompt for it run.
    func unlockDefaultCollection(
        _ interaction: KeyringInteraction,
        _ claim: KeyringClaim,
        _ operation: String,
        _ cancellation: Cancellation
    ) throws(StoreError) {
        setPromptPatience(interaction.patience(for: claim))
        defer { setPromptPatience(interaction.patience) }
        try Self.check(operation, .talking) { error in
            unsafe carryover_secret_unlock_default_collection(service, cancellation.begin(), &error)
        }
    }

    /// Finds all items with some attributes, in all collections, locked ones too.
    func search(
        _ attributes: Attributes,
        _ operation: String,
        _ cancellation: Cancellation
    ) throws(StoreError) -> [Item] {
        let pointer = try unsafe Self.made(operation, .talking) { error in
            unsafe attributes.withPointers { attributes in
                var attributes = unsafe attributes
                return unsafe carryover_secret_search(service, &attributes, cancellation.begin(), &error)
            }
        }
        return unsafe Items(pointer: pointer).all
    }

    /// Finds all items that have at least some attributes, of whatever schema, in all collections, locked ones too.
    func search(
        foreign attributes: [String: String],
        _ operation: String,
        _ cancellation: Cancellation
    ) throws(StoreError) -> [Item] {
        let pointer = try unsafe Self.made(operation, .talking) { error in
            unsafe attributes.withPointers { names, values in
                unsafe carryover_secret_search_foreign(
                    service,
                    names,
                    values,
                    attributes.count,
                    cancellation.begin(),
                    &error
                )
            }
        }
        return unsafe Items(pointer: pointer).all
    }

    /// Loads the one item with some attributes, if there is exactly one, and it is unlocked.
    ///
    /// - Returns: Its content and its place, or `nil`, which proves nothing.
    func loadSingle(_ attributes: Attributes, _ cancellation: Cancellation) -> Single? {
        let value = unsafe attributes.withPointers { attributes in
            var attributes = unsafe attributes
            func load(_ path: UnsafePointer<CChar>?) -> OpaquePointer? {
                unsafe carryover_secret_load_single(service, &attributes, path, cancellation.begin())
            }
            guard let lastPath else { return unsafe load(nil) }
            return unsafe lastPath.withCString { unsafe load($0) }
        }
        guard let value = unsafe value else { return nil }
        defer { unsafe carryover_secret_value_free(value) }
        var count = 0
        let bytes = unsafe carryover_secret_value_bytes(value, &count)
        let path = unsafe String(cString: carryover_secret_value_path(value))
        lastPath = path
        return unsafe Single(
            content: Secret(copying: UnsafeRawBufferPointer(start: bytes, count: count)),
            path: path
        )
    }

    /// Gives the item at a path another content; that it could not proves nothing.
    func replace(_ path: String, with content: Secret, _ cancellation: Cancellation) -> Bool {
        unsafe content.withBytes { bytes in
            unsafe carryover_secret_replace_single(
                service,
                path,
                bytes.baseAddress,
                bytes.count,
                cancellation.begin()
            )
        }
    }

    /// Whether there is exactly one item with some attributes; that there is not proves nothing.
    func isSingle(_ attributes: Attributes, _ cancellation: Cancellation) -> Bool {
        unsafe attributes.withPointers { attributes in
            var attributes = unsafe attributes
            return unsafe carryover_secret_is_single(service, &attributes, cancellation.begin())
        }
    }

    /// Creates an item in the default collection, in place of one with the same attributes.
    func store(
        _ content: Secret,
        _ attributes: Attributes,
        label: String,
        _ operation: String,
        _ cancellation: Cancellation
    ) throws(StoreError) {
        try Self.check(operation, .storing) { error in
            unsafe attributes.withPointers { attributes in
                unsafe content.withBytes { bytes in
                    var attributes = unsafe attributes
                    return unsafe carryover_secret_store(
                        service,
                        &attributes,
                        label,
                        bytes.baseAddress,
                        bytes.count,
                        cancellation.begin(),
                        &error
                    )
                }
            }
        }
    }

    static func check(
        _ operation: String,
        _ stage: KeyringFailure.Stage,
        _ call: (inout carryover_secret_error) -> Bool
    ) throws(StoreError) {
        var error = carryover_secret_error()
        guard !call(&error) else { return }
        throw KeyringFailure(error).storeError(operation, at: stage)
    }

    static func made(
        _ operation: String,
        _ stage: KeyringFailure.Stage,
        _ call: (inout carryover_secret_error) -> OpaquePointer?
    ) throws(StoreError) -> OpaquePointer {
        var error = carryover_secret_error()
        guard let pointer = unsafe call(&error) else {
            throw KeyringFailure(error).storeError(operation, at: stage)
        }
        return unsafe pointer
    }
}

extension KeyringConnection.Attributes {
    func withPointers<Result>(_ body: (carryover_secret_attributes) -> Result) -> Result {
        unsafe application.withCString { application in
            unsafe kind.withCString { kind in
                unsafe account.withCString { account in
                    func call(_ moment: UnsafePointer<CChar>?) -> Result {
                        unsafe body(
                            carryover_secret_attributes(
                                application: application,
                                kind: kind,
                                account: account,
                                moment: moment
                            )
                        )
                    }
                    guard let moment else { return call(nil) }
                    return unsafe moment.withCString { unsafe call($0) }
                }
            }
        }
    }
}

extension [String: String] {
    /// Calls a closure with the names and with the values that go with them.
    fileprivate func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        // All names and values in one buffer, each ended by a zero.
        var text: [CChar] = []
        var starts: [Int] = []
        let pairs = sorted { $0.key < $1.key }
        for string in pairs.map(\.key) + pairs.map(\.value) {
            starts.append(text.count)
            text += string.utf8CString
        }
        return unsafe text.withUnsafeBufferPointer { buffer in
            let pointers = unsafe starts.map { start in
                unsafe buffer.baseAddress.map { unsafe $0 + start }
            }
            return unsafe Array(pointers[..<pairs.count]).withUnsafeBufferPointer { names in
                unsafe Array(pointers[pairs.count...]).withUnsafeBufferPointer { values in
                    unsafe body(names.baseAddress, values.baseAddress)
                }
            }
        }
    }
}

extension KeyringFailure {
    init(_ error: carryover_secret_error) {
        let domain: Domain =
            switch UInt32(bitPattern: error.domain) {
            case CARRYOVER_SECRET_DOMAIN_IO.rawValue: .io
            case CARRYOVER_SECRET_DOMAIN_DBUS.rawValue: .dbus
            case CARRYOVER_SECRET_DOMAIN_SECRET.rawValue: .secret
            case CARRYOVER_SECRET_DOMAIN_ADDRESS.rawValue: .address
            default: .other
            }
        let message = unsafe withUnsafeBytes(of: error.message) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(domain, Int(error.code), message)
    }
}

extension Duration {
    /// Whole milliseconds, as C takes them.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

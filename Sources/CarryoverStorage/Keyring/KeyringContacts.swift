import Synchronization

/// The providers that this process has met.
///
/// Whose provider was there once has a keyring, also when nobody owns its name any more; every store and source
/// of the process shall know, whichever of them met it.
final class KeyringContacts: Sendable {
    /// Those of this process.
    static let shared = KeyringContacts()

    private let names = Mutex(Set<String>())

    /// Whether a provider was met under a name.
    func contains(_ busName: String) -> Bool { names.withLock { $0.contains(busName) } }

    /// Notes that somebody owns a name.
    func insert(_ busName: String) {
        names.withLock { _ = $0.insert(busName) }
    }
}

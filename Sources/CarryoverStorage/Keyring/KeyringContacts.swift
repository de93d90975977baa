import Synchronization

/// The names of which this process may not say any more that nobody provides a keyring under them.
///
/// Where there was a provider once, there is a keyring, also when nobody owns the name any more; every store and
/// source of the process shall know, whichever of them met it.
final class KeyringContacts: Sendable {
    /// Those of this process.
    static let shared = KeyringContacts()

    private let names = Mutex(Set<String>())

    /// Whether a provider was met under a name, or one that was to be started for it failed.
    func contains(_ busName: String) -> Bool { names.withLock { $0.contains(busName) } }

    /// Notes that somebody owns a name, or is to be started for it, whatever came of that.
    func insert(_ busName: String) {
        names.withLock { _ = $0.insert(busName) }
    }
}

/// The state of a keyring's default collection, as its provider states it.
package enum KeyringCollection: Sendable {
    case absent, locked, unlocked
}

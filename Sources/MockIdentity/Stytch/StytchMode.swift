/// The door through which a client reaches Stytch.
package enum StytchMode: String, Sendable, Codable, Hashable {
    /// By the app's own backend, which migrates.
    case backend
    /// At Stytch itself, which attests.
    case attest
}

public import CarryoverCore
public import Logging

extension SessionManager {
    /// A manager for a configured app, on libcurl, the Secret Service and files.
    ///
    /// Nothing is read, loaded or sent before the first call.
    ///
    /// - Parameters:
    ///   - configuration: What the app wants.
    ///   - isInteractive: Whether a person is there whom the keyring may ask to unlock it.
    ///   - passphrase: Protects the encrypted file, where there is no keyring.
    ///   - logger: Where the library writes what it does, at level `debug`; never a secret.
    public static func make(
        _ configuration: Configuration,
        isInteractive: Bool = true,
        passphrase: Secret? = nil,
        logger: Logger? = nil
    ) -> SessionManager {
        var composition = Composition(configuration, isInteractive: isInteractive, passphrase: passphrase) {
            text in
            logger?.notice("weaker storage", metadata: ["reason": "\(text)"])
        }
        composition.logger = logger
        return composition.manager()
    }
}

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
    ///   - logger: Where the library writes what it does, at level `debug`; never a secret.
    public static func make(
        _ configuration: Configuration,
        isInteractive: Bool = true,
        logger: Logger? = nil
    ) -> SessionManager {
        let notice = notice(logger)
        return make(Composition(configuration, isInteractive: isInteractive, notice: notice), logger)
    }

    /// A manager for a configured app whose encrypted file a passphrase protects, where there is no keyring.
    ///
    /// Nothing is read, loaded or sent before the first call.
    ///
    /// - Parameters:
    ///   - configuration: What the app wants.
    ///   - isInteractive: Whether a person is there whom the keyring may ask to unlock it.
    ///   - passphrase: Protects the encrypted file; without one that is left to a credential of the service manager or to
    ///     a key file.
    ///   - logger: Where the library writes what it does, at level `debug`; never a secret.
    /// - Throws: ``ConfigurationError`` when the passphrase is empty.
    public static func make(
        _ configuration: Configuration,
        isInteractive: Bool = true,
        passphrase: Secret?,
        logger: Logger? = nil
    ) throws(ConfigurationError) -> SessionManager {
        let composition = try Composition(
            configuration,
            isInteractive: isInteractive,
            passphrase: passphrase,
            notice: notice(logger)
        )
        return make(composition, logger)
    }

    private static func notice(_ logger: Logger?) -> @Sendable (String) -> Void {
        { text in logger?.notice("weaker storage", metadata: ["reason": "\(text)"]) }
    }

    private static func make(_ composition: Composition, _ logger: Logger?) -> SessionManager {
        var composition = composition
        composition.logger = logger
        return composition.manager()
    }
}

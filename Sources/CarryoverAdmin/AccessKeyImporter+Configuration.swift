public import Carryover
import CarryoverStorage

extension AccessKeyImporter {
    /// An importer for the Descope project of a configuration, on libcurl; progress is noted in the app's state folder.
    ///
    /// - Parameters:
    ///   - configuration: A configuration whose provider is `descope` or `descope-access-key`.
    ///   - managementKey: The project's management key.
    /// - Returns: `nil` where the provider is another one.
    public static func make(_ configuration: Configuration, managementKey: Secret) -> AccessKeyImporter? {
        let composition = Composition(configuration, isInteractive: false)
        guard let project = configuration.provider.descopeProject else { return nil }
        return try? AccessKeyImporter(
            project: project,
            managementKey: managementKey,
            progressDirectory: configuration.storage.location.directory,
            context: ProviderContext(
                transport: composition.transport,
                time: composition.time,
                timeout: configuration.refreshPolicy.requestTimeout
            )
        )
    }
}

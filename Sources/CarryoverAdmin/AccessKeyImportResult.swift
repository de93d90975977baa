public import CarryoverCore

/// What an import came to.
public struct AccessKeyImportResult: Sendable {
    /// Why an import ended before its last key.
    public enum Interruption: Sendable {
        /// Descope could not be reached or finished with; what was done is noted, and the next run goes on.
        case unfinished(ProviderError)
        /// Descope does not take the management key, or does not know the project.
        case refused(ProviderError)
        /// Progress could not be noted, without which nothing is sent.
        case store(StoreError)
    }

    /// What became of each key, in the file's order.
    public let reports: [AccessKeyReport]
    /// Why it ended early, or `nil` where it came to its end.
    public let interruption: Interruption?
}

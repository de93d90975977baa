/// What is wrong with a configuration, and where.
public struct ConfigurationError: Error, Sendable, Equatable {
    /// The key's path, such as `legacy.sources[0].path`; empty for the whole text.
    public let path: String
    /// What is wrong; values are not part of it, since they may be secret.
    public let reason: String

    package init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

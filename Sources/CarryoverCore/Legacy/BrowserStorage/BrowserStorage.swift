/// The local storage of apps in a browser engine, as the engine keeps it.
///
/// It belongs to an engine that may be running, so it is never opened where it lies, and never changed.
package protocol BrowserStorage: Sendable {
    /// The kind of source, as the configuration names it.
    var kind: String { get }

    /// The path or pattern it is looked for at, for people.
    var location: String { get }

    /// Every place that the pattern names, whether something is there or not.
    func places() async -> LegacyPaths

    /// What a place holds for an origin.
    ///
    /// - Returns: The items, or `nil` when it is proven that there is no such storage.
    /// - Throws: ``LegacySourceError``; unreadable unless what is there is known to be damaged.
    func items(of origin: WebOrigin, at place: String) async throws(LegacySourceError)
        -> [BrowserStorageItem]?
}

/// A name and the value that a page has stored under it.
package struct BrowserStorageItem: Sendable, Equatable {
    package let key: String
    /// The value as text, or `nil` where it is encoded in no known way.
    package let value: Secret?

    package init(key: String, value: Secret?) {
        self.key = key
        self.value = value
    }
}

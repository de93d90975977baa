package import CarryoverCore

/// What can be seen of a keyring from outside; nothing in it is secret.
package struct KeyringInspection: Sendable {
    /// Whether the bus has said who provides the keyring, or that nobody does.
    package var isBusAnswering = false
    /// The process that provides the keyring at present.
    package var process: Int?
    /// The name of its program, without the folder, which can be anybody's.
    package var program: String?
    /// The state of the default collection, as the provider states it.
    package var collection: KeyringCollection?
    /// How secrets travel on the bus, as the Secret Service specification (0.2, chapter 5) names it.
    package var algorithm: String?
    /// How many items there are for this record, where the collection could be searched.
    package var items: Int?
    /// Why no more could be seen.
    package var error: StoreError?

    /// Creates an inspection that has seen nothing yet.
    package init() {}
}

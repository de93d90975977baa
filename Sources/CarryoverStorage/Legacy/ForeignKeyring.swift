package import CarryoverCore

/// Access to keyring items that other programs made.
package protocol ForeignKeyring: Sendable {
    /// Finds the items that have at least some attributes, with their content.
    ///
    /// It blocks. Nothing found means that there is nothing, for the keyring was unlocked before.
    typealias Search = ([String: String]) throws(StoreError) -> [any ForeignKeyringItem]

    /// Does something with the keyring, on a thread that may block, and answers by a deadline.
    func perform<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (Search) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value
}

/// A keyring item that another program made.
///
/// Its functions block.
package protocol ForeignKeyringItem {
    /// The content as it was found.
    var content: Secret { get }

    /// Gives this very item another content.
    func replace(with content: Secret) throws(StoreError)

    /// Deletes the item.
    func remove() throws(StoreError)
}

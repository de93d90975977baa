import CarryoverCore

/// An item that another program made, as it was found through libsecret.
struct LibsecretForeignItem: ForeignKeyringItem {
    let content: Secret
    private let item: KeyringConnection.Item
    private let operation: String
    private let cancellation: KeyringConnection.Cancellation

    /// Unlocks an item if it is locked, and loads it.
    init(
        _ item: KeyringConnection.Item,
        _ operation: String,
        _ cancellation: KeyringConnection.Cancellation
    ) throws(StoreError) {
        if item.isLocked { try item.unlock(operation, cancellation) }
        content = try item.load(operation, cancellation)
        self.item = item
        self.operation = operation
        self.cancellation = cancellation
    }

    func replace(with content: Secret) throws(StoreError) {
        try item.replace(with: content, operation, cancellation)
    }

    func remove() throws(StoreError) { try item.delete(operation, cancellation) }
}

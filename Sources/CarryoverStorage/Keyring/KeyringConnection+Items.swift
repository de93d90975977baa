import CCarryoverSecret
import CarryoverCore

extension KeyringConnection {
    /// The items of one search, which share their memory.
    @safe final class Items {
        let pointer: OpaquePointer

        init(pointer: OpaquePointer) { unsafe self.pointer = pointer }

        deinit { unsafe carryover_secret_items_free(pointer) }

        var all: [Item] {
            (0..<(unsafe carryover_secret_items_count(pointer))).map { Item(items: self, index: $0) }
        }
    }

    /// An item of the keyring.
    struct Item {
        let items: Items
        let index: Int

        /// Whether its content cannot be read at present.
        var isLocked: Bool { unsafe carryover_secret_item_is_locked(items.pointer, index) }

        /// When it was last written, in seconds since 1970.
        var modified: UInt64 { unsafe carryover_secret_item_modified(items.pointer, index) }

        func unlock(_ operation: String, _ cancellation: Cancellation) throws(StoreError) {
            try check(operation, .talking) { error in
                unsafe carryover_secret_item_unlock(items.pointer, index, cancellation.begin(), &error)
            }
        }

        func load(_ operation: String, _ cancellation: Cancellation) throws(StoreError) -> Secret {
            var bytes: UnsafeRawPointer?
            var count = 0
            try check(operation, .talking) { error in
                unsafe carryover_secret_item_load(
                    items.pointer,
                    index,
                    &bytes,
                    &count,
                    cancellation.begin(),
                    &error
                )
            }
            return unsafe Secret(copying: UnsafeRawBufferPointer(start: bytes, count: count))
        }

        /// Gives the item, which was loaded before, another content of the same type.
        func replace(
            with content: Secret,
            _ operation: String,
            _ cancellation: Cancellation
        ) throws(StoreError) {
            try check(operation, .talking) { error in
                unsafe content.withBytes { bytes in
                    unsafe carryover_secret_item_replace(
                        items.pointer,
                        index,
                        bytes.baseAddress,
                        bytes.count,
                        cancellation.begin(),
                        &error
                    )
                }
            }
        }

        func delete(_ operation: String, _ cancellation: Cancellation) throws(StoreError) {
            try check(operation, .talking) { error in
                unsafe carryover_secret_item_delete(items.pointer, index, cancellation.begin(), &error)
            }
        }
    }
}

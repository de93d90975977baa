import CCarryoverSecret
import CarryoverCore

/// The items of one search, which share their memory.
@safe final class LibsecretForeignItems {
    private let pointer: OpaquePointer
    private let service: Service

    private init(pointer: OpaquePointer, service: Service) {
        unsafe self.pointer = pointer
        self.service = service
    }

    deinit { unsafe carryover_foreign_free(pointer) }

    /// A session with the provider, for one operation.
    @safe final class Service {
        private let pointer: OpaquePointer
        private let operation: String
        private let early: KeyringConnection.Cancellation

        init(
            busName: String,
            patience: Duration,
            operation: String,
            early: KeyringConnection.Cancellation
        ) throws(StoreError) {
            var error = carryover_secret_error()
            guard let pointer = unsafe carryover_secret_open(busName, early.begin(), &error) else {
                throw KeyringFailure(error).storeError(operation, at: .talking)
            }
            unsafe carryover_secret_set_prompt_deadline(
                pointer,
                Int32(clamping: patience.components.seconds * 1000)
            )
            unsafe self.pointer = pointer
            self.operation = operation
            self.early = early
        }

        deinit { unsafe carryover_secret_close(pointer) }

        /// Finds the items that have at least these attributes, and loads them.
        func search(_ attributes: [String: String]) throws(StoreError) -> [any ForeignKeyringItem] {
            var error = carryover_secret_error()
            let found = unsafe Self.withPointers(attributes) { names, values in
                unsafe carryover_foreign_search(
                    pointer,
                    names,
                    values,
                    attributes.count,
                    early.begin(),
                    &error
                )
            }
            guard let found = unsafe found else {
                throw KeyringFailure(error).storeError(operation, at: .talking)
            }
            let items = unsafe LibsecretForeignItems(pointer: found, service: self)
            return try (0..<(unsafe carryover_foreign_count(found))).map { (index) throws(StoreError) in
                Item(items: items, index: index, content: try items.load(index))
            }
        }

        fileprivate func check(_ call: (OpaquePointer?, inout carryover_secret_error) -> Bool)
            throws(StoreError)
        {
            var error = carryover_secret_error()
            guard unsafe call(early.begin(), &error) else {
                throw KeyringFailure(error).storeError(operation, at: .talking)
            }
        }

        private static func withPointers<Result>(
            _ attributes: [String: String],
            _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<UnsafePointer<CChar>?>?) -> Result
        ) -> Result {
            // All names and values in one buffer, each ended by a zero.
            var text: [CChar] = []
            var starts: [Int] = []
            let pairs = attributes.sorted { $0.key < $1.key }
            for string in pairs.map(\.key) + pairs.map(\.value) {
                starts.append(text.count)
                text += string.utf8CString
            }
            return unsafe text.withUnsafeBufferPointer { buffer in
                let pointers = unsafe starts.map { start in
                    unsafe buffer.baseAddress.map { unsafe $0 + start }
                }
                return unsafe Array(pointers[..<pairs.count]).withUnsafeBufferPointer { names in
                    unsafe Array(pointers[pairs.count...]).withUnsafeBufferPointer { values in
                        unsafe body(names.baseAddress, values.baseAddress)
                    }
                }
            }
        }
    }

    private func load(_ index: Int) throws(StoreError) -> Secret {
        var bytes: UnsafeRawPointer?
        var count = 0
        try unsafe service.check { early, error in
            unsafe carryover_foreign_load(pointer, index, &bytes, &count, early, &error)
        }
        return unsafe Secret(copying: UnsafeRawBufferPointer(start: bytes, count: count))
    }

    private struct Item: ForeignKeyringItem {
        let items: LibsecretForeignItems
        let index: Int
        let content: Secret

        func replace(with content: Secret) throws(StoreError) {
            try unsafe content.withBytes { (bytes) throws(StoreError) in
                try unsafe items.service.check { early, error in
                    unsafe carryover_foreign_replace(
                        items.pointer,
                        index,
                        bytes.baseAddress,
                        bytes.count,
                        early,
                        &error
                    )
                }
            }
        }

        func remove() throws(StoreError) {
            try unsafe items.service.check { early, error in
                unsafe carryover_foreign_remove(items.pointer, index, early, &error)
            }
        }
    }
}

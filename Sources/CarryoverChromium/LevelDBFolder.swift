#if ChromiumLocalStorage
    import CLevelDB
    import CarryoverCore

    /// A LevelDB in a folder of our own; opening one writes to it.
    ///
    /// It blocks, and belongs to one thread.
    @safe struct LevelDBFolder: ~Copyable {
        struct Failure: Error {
            let detail: String

            /// Whether it is the content that is wrong, and not the reading of it.
            var isDamage: Bool { detail.hasPrefix("Corruption") || detail.hasPrefix("Invalid argument") }
        }

        private let database: OpaquePointer?

        init(_ path: String) throws(Failure) {
            let options = unsafe leveldb_options_create()
            defer { unsafe leveldb_options_destroy(options) }
            unsafe leveldb_options_set_paranoid_checks(options, 1)
            unsafe leveldb_options_set_max_open_files(options, 64)
            var error: UnsafeMutablePointer<CChar>?
            unsafe database = unsafe leveldb_open(options, path, &error)
            if let failure = unsafe Self.failure(error) { throw failure }
        }

        deinit {
            if let database = unsafe database { unsafe leveldb_close(database) }
        }

        /// Reads the rows of an origin, in the order of their keys.
        func items(of origin: WebOrigin) throws(Failure) -> [BrowserStorageItem] {
            let prefix = ChromiumRow.prefix(of: origin)
            let options = unsafe leveldb_readoptions_create()
            defer { unsafe leveldb_readoptions_destroy(options) }
            unsafe leveldb_readoptions_set_verify_checksums(options, 1)
            unsafe leveldb_readoptions_set_fill_cache(options, 0)
            let iterator = unsafe leveldb_create_iterator(database, options)
            defer { unsafe leveldb_iter_destroy(iterator) }
            unsafe prefix.withUnsafeBytes { bytes in
                unsafe leveldb_iter_seek(
                    iterator,
                    bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    bytes.count
                )
            }
            var items: [BrowserStorageItem] = []
            while unsafe leveldb_iter_valid(iterator) != 0 {
                let key = unsafe Self.bytes(iterator, leveldb_iter_key)
                guard unsafe key.starts(with: prefix) else { break }
                let value = unsafe Self.bytes(iterator, leveldb_iter_value)
                items.append(unsafe ChromiumRow.item(name: key.dropFirst(prefix.count), value: value))
                unsafe leveldb_iter_next(iterator)
            }
            var error: UnsafeMutablePointer<CChar>?
            unsafe leveldb_iter_get_error(iterator, &error)
            if let failure = unsafe Self.failure(error) { throw failure }
            return items
        }

        /// What a function of an iterator points to, until the iterator is moved.
        private static func bytes(
            _ iterator: OpaquePointer?,
            _ function: (OpaquePointer?, UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>?
        ) -> UnsafeRawBufferPointer {
            var count = 0
            let start = unsafe function(iterator, &count)
            return unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        }

        private static func failure(_ error: UnsafeMutablePointer<CChar>?) -> Failure? {
            guard let error = unsafe error else { return nil }
            defer { unsafe leveldb_free(error) }
            return Failure(detail: unsafe String(cString: error))
        }
    }
#endif

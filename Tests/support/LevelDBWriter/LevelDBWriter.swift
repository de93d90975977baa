#if ChromiumLocalStorage
    import CLevelDB

    /// Writes local storage as Chromium does, with the LevelDB of the system: what an app that is running holds open.
    package final class LevelDBWriter {
        package struct Failure: Error {
            package let reason: String
        }

        private let database: OpaquePointer?

        package init(_ path: String) throws {
            let options = leveldb_options_create()
            defer { leveldb_options_destroy(options) }
            leveldb_options_set_create_if_missing(options, 1)
            leveldb_options_set_compression(options, Int32(leveldb_snappy_compression))
            var error: UnsafeMutablePointer<CChar>?
            database = leveldb_open(options, path, &error)
            try Self.check(error)
            try put("VERSION", Array("1".utf8))
        }

        deinit { leveldb_close(database) }

        /// Stores an item in Latin-1 where that has all its letters, and in UTF-16 otherwise.
        package func store(_ key: String, _ value: String, for origin: String) throws {
            try put(Array("_\(origin)\0".utf8) + Self.encoded(key), Self.encoded(value))
        }

        package func put(_ key: String, _ value: [UInt8]) throws { try put(Array(key.utf8), value) }

        package func put(_ key: [UInt8], _ value: [UInt8]) throws {
            try write { options, error in
                leveldb_put(
                    database,
                    options,
                    key.map(CChar.init(bitPattern:)),
                    key.count,
                    value.map(CChar.init(bitPattern:)),
                    value.count,
                    error
                )
            }
        }

        package func remove(_ key: String, for origin: String) throws {
            let key = Array("_\(origin)\0".utf8) + Self.encoded(key)
            try write { options, error in
                leveldb_delete(database, options, key.map(CChar.init(bitPattern:)), key.count, error)
            }
        }

        /// Moves everything out of the log into tables, which are compressed.
        package func compact() { leveldb_compact_range(database, nil, 0, nil, 0) }

        private func write(
            _ body: (OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Void
        ) throws {
            let options = leveldb_writeoptions_create()
            defer { leveldb_writeoptions_destroy(options) }
            var error: UnsafeMutablePointer<CChar>?
            body(options, &error)
            try Self.check(error)
        }

        private static func check(_ error: UnsafeMutablePointer<CChar>?) throws {
            guard let error else { return }
            defer { leveldb_free(error) }
            throw Failure(reason: String(cString: error))
        }

        private static func encoded(_ text: String) -> [UInt8] {
            if text.unicodeScalars.allSatisfy({ $0.value < 256 }) {
                return [1] + text.unicodeScalars.map { UInt8($0.value) }
            }
            return [0] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        }
    }
#endif

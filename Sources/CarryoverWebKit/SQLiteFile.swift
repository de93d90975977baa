#if WebKitLocalStorage
    import CSQLite
    import CarryoverCore

    /// A SQLite database in a folder of our own; opening one may write to it.
    ///
    /// It blocks, and belongs to one thread.
    @safe struct SQLiteFile: ~Copyable {
        struct Failure: Error {
            let code: Int32
            let detail: String

            /// Whether it is the content that is wrong, and not the reading of it.
            var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR].contains(code & 0xFF) }
        }

        private let database: OpaquePointer?

        init(_ path: String) throws(Failure) {
            var database: OpaquePointer?
            let flags =
                SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE
            var code = unsafe sqlite3_open_v2(path, &database, flags, nil)
            if code == SQLITE_OK { code = unsafe carryover_sqlite_distrust(database) }
            guard code == SQLITE_OK else {
                let failure = unsafe Self.failure(code, database)
                // What failed to open has to be closed as well.
                unsafe sqlite3_close_v2(database)
                throw failure
            }
            unsafe self.database = unsafe database
        }

        deinit { unsafe sqlite3_close_v2(database) }

        /// Reads the table of an origin's local storage.
        func items() throws(Failure) -> [BrowserStorageItem] {
            var statement: OpaquePointer?
            let query = "SELECT key, value FROM ItemTable ORDER BY rowid"
            let code = unsafe sqlite3_prepare_v2(database, query, -1, &statement, nil)
            defer { unsafe sqlite3_finalize(statement) }
            guard code == SQLITE_OK else { throw unsafe Self.failure(code, database) }
            var items: [BrowserStorageItem] = []
            while true {
                let code = unsafe sqlite3_step(statement)
                if code == SQLITE_DONE { return items }
                guard code == SQLITE_ROW else { throw unsafe Self.failure(code, database) }
                let key = unsafe String(decoding: Self.bytes(statement, 0), as: UTF8.self)
                let value = unsafe UTF16Text.text(Self.bytes(statement, 1))
                items.append(BrowserStorageItem(key: key, value: value.map { Secret($0) }))
            }
        }

        /// A column of the present row, until the next one.
        private static func bytes(_ statement: OpaquePointer?, _ column: Int32) -> UnsafeRawBufferPointer {
            let start = unsafe sqlite3_column_blob(statement, column)
            let count = unsafe Int(sqlite3_column_bytes(statement, column))
            return unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        }

        private static func failure(_ code: Int32, _ database: OpaquePointer?) -> Failure {
            Failure(code: code, detail: unsafe String(cString: sqlite3_errmsg(database)))
        }
    }
#endif

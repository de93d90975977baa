#if WebKitLocalStorage
    import CSQLite

    /// Writes local storage as WebKitGTK does, and keeps it open with its log.
    final class SQLiteWriter {
        struct Failure: Error {
            let reason: String
        }

        private var database: OpaquePointer?

        init(_ path: String) throws {
            guard sqlite3_open(path, &database) == SQLITE_OK else { throw Failure(reason: "open") }
            try run("PRAGMA journal_mode = WAL")
            try run(
                "CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB NOT NULL ON CONFLICT FAIL)"
            )
        }

        deinit { sqlite3_close(database) }

        func store(_ key: String, _ value: String) throws {
            let bytes = value.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            try run("INSERT INTO ItemTable VALUES ('\(key)', x'\(digits)')")
        }

        func run(_ statement: String) throws {
            guard sqlite3_exec(database, statement, nil, nil, nil) == SQLITE_OK else {
                throw Failure(reason: String(cString: sqlite3_errmsg(database)))
            }
        }
    }
#endif

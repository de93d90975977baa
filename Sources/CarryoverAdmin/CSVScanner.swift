import CarryoverCore

/// Reads rows of comma-separated values (RFC 4180): quoted cells may hold commas, quotes and line breaks.
struct CSVScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ content: Secret) {
        let all = content.withBytes { Array($0) }
        // Some spreadsheets begin with a byte order mark.
        bytes = all.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(all.dropFirst(3)) : all
    }

    /// The next row that is not blank, or `nil` at the end.
    mutating func nextRow() throws(AccessKeyFileError) -> [String]? {
        while index < bytes.count {
            let row = try row()
            if row != [""] { return row }
        }
        return nil
    }

    private mutating func row() throws(AccessKeyFileError) -> [String] {
        var cells: [String] = []
        while true {
            cells.append(try cell())
            guard index < bytes.count else { return cells }
            let separator = bytes[index]
            index += 1
            if separator == UInt8(ascii: ",") { continue }
            if separator == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") {
                index += 1
            }
            return cells
        }
    }

    /// Reads up to the separator, which stays.
    private mutating func cell() throws(AccessKeyFileError) -> String {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            let start = index
            while index < bytes.count, !Self.isSeparator(bytes[index]) { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        index += 1
        var cell: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\"") else {
                cell.append(byte)
                continue
            }
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                cell.append(byte)
                index += 1
                continue
            }
            guard index == bytes.count || Self.isSeparator(bytes[index]) else {
                throw AccessKeyFileError("there is text behind a quoted cell")
            }
            return String(decoding: cell, as: UTF8.self)
        }
        throw AccessKeyFileError("a quoted cell does not end")
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}

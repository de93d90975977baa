import CarryoverCore

/// Reads rows of comma-separated values (RFC 4180): quoted cells may hold commas, quotes and line breaks.
///
/// Unlike there, white space around a cell is no part of it: people who write tables by hand put it there, and no field of
/// an access key begins or ends with any.
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
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            let start = index
            while index < bytes.count, !Self.isSeparator(bytes[index]) { index += 1 }
            return Self.trimmed(String(decoding: bytes[start..<index], as: UTF8.self))
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
            skipBlanks()
            guard index == bytes.count || Self.isSeparator(bytes[index]) else {
                throw AccessKeyFileError("there is text behind a quoted cell")
            }
            return Self.trimmed(String(decoding: cell, as: UTF8.self))
        }
        throw AccessKeyFileError("a quoted cell does not end")
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") {
            index += 1
        }
    }

    /// A text without the white space around it, of whatever kind.
    static func trimmed(_ text: some StringProtocol) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}

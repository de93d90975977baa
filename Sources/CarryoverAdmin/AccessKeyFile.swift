public import CarryoverCore

/// Reads access keys from a JSON array of objects, or from CSV (RFC 4180) with a header.
///
/// Both use the field names of the import call: `name` and `cleartext`, which are needed, and `expireTime`,
/// `description`, `userId`, `roleNames`, `keyTenants`, `customClaims`, `customAttributes`, `permittedIps`. Other names
/// are refused. In CSV, `roleNames` and `permittedIps` are separated by semicolons, and a cell of `keyTenants`,
/// `customClaims` or `customAttributes` holds JSON; white space around cells and around the items of a list is left out, and so
/// are items of nothing.
public enum AccessKeyFile {
    /// Reads a file's content.
    ///
    /// - Throws: ``AccessKeyFileError`` for the first thing that is wrong; nothing is read by halves.
    public static func entries(in content: Secret) throws(AccessKeyFileError) -> [AccessKeyEntry] {
        let first = content.withBytes { bytes in
            bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        }
        guard let first else { throw AccessKeyFileError("the file is empty") }
        return first == UInt8(ascii: "[") ? try fromJSON(content) : try fromCSV(content)
    }

    private static func fromJSON(_ content: Secret) throws(AccessKeyFileError) -> [AccessKeyEntry] {
        guard let elements = (try? JSONValue(parsing: content))?.array else {
            throw AccessKeyFileError("a JSON array is expected")
        }
        var entries: [AccessKeyEntry] = []
        for (index, element) in elements.enumerated() {
            guard let object = element.object else {
                throw AccessKeyFileError("an object is expected", number: index + 1)
            }
            entries.append(try entry(object, number: index + 1))
        }
        return entries
    }

    private static func fromCSV(_ content: Secret) throws(AccessKeyFileError) -> [AccessKeyEntry] {
        var scanner = CSVScanner(content)
        guard let header = try scanner.nextRow() else { throw AccessKeyFileError("the file is empty") }
        guard Set(header).count == header.count else {
            throw AccessKeyFileError("two columns have the same name")
        }
        var entries: [AccessKeyEntry] = []
        while let row = try scanner.nextRow() {
            let number = entries.count + 1
            guard row.count == header.count else {
                throw AccessKeyFileError(
                    "\(header.count) cells are expected, and there are \(row.count)",
                    number: number
                )
            }
            var object: JSONObject = [:]
            for (name, cell) in zip(header, row) where !cell.isEmpty {
                object[name] = try value(cell, of: name, number: number)
            }
            entries.append(try entry(object, number: number))
        }
        return entries
    }

    private static func value(
        _ cell: String,
        of name: String,
        number: Int
    ) throws(AccessKeyFileError) -> JSONValue {
        switch name {
        case "roleNames", "permittedIps":
            let items = cell.split(separator: ";").map { CSVScanner.trimmed($0) }
            return .array(items.filter { !$0.isEmpty }.map { .string($0) })
        case "keyTenants", "customClaims", "customAttributes":
            guard let value = try? JSONValue(parsing: Array(cell.utf8)) else {
                throw AccessKeyFileError("\(name) is not JSON", number: number)
            }
            return value
        default: return .string(cell)
        }
    }

    private static func entry(_ object: JSONObject, number: Int) throws(AccessKeyFileError) -> AccessKeyEntry
    {
        let known = ["name", "cleartext"] + AccessKeyEntry.detailNames
        if let unknown = object.members.first(where: { !known.contains($0.name) }) {
            throw AccessKeyFileError("\(unknown.name) is not a field of the import", number: number)
        }
        func text(_ field: String) throws(AccessKeyFileError) -> String {
            guard let text = object[field]?.string, !text.isEmpty else {
                throw AccessKeyFileError("\(field) is missing", number: number)
            }
            return text
        }
        let name = try text("name")
        let cleartext = Secret(try text("cleartext"))
        var details: JSONObject = [:]
        for field in AccessKeyEntry.detailNames {
            guard let value = object[field], value != .null else { continue }
            details[field] = try checked(value, of: field, number: number)
        }
        return AccessKeyEntry(name: name, cleartext: cleartext, details: details)
    }

    /// A value in the form that the import call wants it in.
    private static func checked(
        _ value: JSONValue,
        of field: String,
        number: Int
    ) throws(AccessKeyFileError) -> JSONValue {
        let isRight: Bool
        switch field {
        case "expireTime":
            // A 64-bit number of protobuf, which is a string in JSON.
            guard let seconds = value.integer ?? value.string.flatMap({ Int64($0) }), seconds >= 0 else {
                throw AccessKeyFileError("expireTime is not a number of seconds", number: number)
            }
            return .string(String(seconds))
        case "roleNames", "permittedIps": isRight = value.array?.allSatisfy { $0.string != nil } ?? false
        case "keyTenants": isRight = value.array?.allSatisfy { $0.object != nil } ?? false
        case "customClaims", "customAttributes": isRight = value.object != nil
        default: isRight = value.string != nil
        }
        guard isRight else { throw AccessKeyFileError("\(field) has the wrong form", number: number) }
        return value
    }
}

/// A JSON value (RFC 8259) that keeps what it was given: the order of members and the spelling of numbers.
///
/// The record of a newer version, and a file that another app wrote, hold things we do not know; they must come
/// out as they went in. Foundation's coders keep neither order nor spelling.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number, as it was written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    package static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// A string for a value, `null` for none.
    package static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let array) = self { array } else { nil }
    }

    package var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    package var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    package var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text) ?? Double(text).flatMap { Int64(exactly: $0) }
    }
}

extension JSONValue {
    /// Parses a whole text.
    package init(parsing text: some Collection<UInt8>) throws(JSONError) {
        var scanner = JSONScanner(Array(text))
        self = try scanner.document()
    }

    /// Parses the bytes of a secret; the working copy of them is wiped.
    package init(parsing secret: Secret) throws(JSONError) {
        var scanner = JSONScanner(secret.withBytes { Array($0) })
        defer { scanner.wipe() }
        self = try scanner.document()
    }

    /// The compact text of the value, as UTF-8.
    package var serialized: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The compact text of the value.
    package var text: String { String(decoding: serialized, as: UTF8.self) }

    /// The text of the value on several lines, for people.
    package var prettyText: String {
        var writer = JSONWriter(indentation: 2)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
}

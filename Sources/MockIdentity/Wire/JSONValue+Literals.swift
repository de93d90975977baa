extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    /// Creates `null`.
    package init(nilLiteral: ()) { self = .null }
    /// Creates a string.
    package init(stringLiteral value: String) { self = .string(value) }
    /// Creates a whole number.
    package init(integerLiteral value: Int) { self = .int(value) }
    /// Creates a boolean.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Creates a number.
    package init(floatLiteral value: Double) { self = .double(value) }
    /// Creates an array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Creates an object; of two equal keys the later wins.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, later in later })
    }

    /// Creates a string, or `null` from `nil`.
    package init(_ text: String?) {
        self = text.map { .string($0) } ?? .null
    }
}

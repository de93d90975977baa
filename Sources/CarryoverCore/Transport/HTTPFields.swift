/// Header fields in order, looked up without regard to case (RFC 9110 §5.1).
///
/// The description names the fields and hides every value: which of them are secret depends on the provider.
public struct HTTPFields: Sendable, ExpressibleByDictionaryLiteral {
    /// One field line.
    public struct Field: Sendable {
        /// The name as it was sent.
        public let name: String
        /// The value, without surrounding white space.
        public let value: String
    }

    private var lines: [Field] = []

    /// Creates fields from a literal, in its order.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// Adds a field line after those that are there.
    public mutating func append(_ name: String, _ value: String) {
        lines.append(Field(name: name, value: value))
    }

    /// The value of the last field of that name, or `nil`.
    ///
    /// Setting replaces every field of that name.
    public subscript(name: String) -> String? {
        get { lines.last { Self.matches($0.name, name) }?.value }
        set {
            lines.removeAll { Self.matches($0.name, name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// Every value of a field, in order; `Set-Cookie` is the one that needs it.
    public func all(_ name: String) -> [String] {
        lines.filter { Self.matches($0.name, name) }.map(\.value)
    }

    private static func matches(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension HTTPFields: RandomAccessCollection {
    /// The position of the first element.
    public var startIndex: Int { lines.startIndex }
    /// The position after the last element.
    public var endIndex: Int { lines.endIndex }
    /// The element at a position.
    public subscript(position: Int) -> Field { lines[position] }
}

extension HTTPFields: CustomStringConvertible, CustomReflectable {
    /// What it is, in words, without anything secret.
    public var description: String { "[\(lines.map(\.name).joined(separator: ", "))]" }
    /// A mirror without children, so that a dump shows nothing.
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: lines, displayStyle: .collection) }
}

extension HTTPFields.Field: CustomStringConvertible, CustomReflectable {
    /// The name alone.
    public var description: String { name }
    /// A mirror without children, so that a dump shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

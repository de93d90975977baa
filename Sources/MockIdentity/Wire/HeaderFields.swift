/// Header fields in the order they were added, looked up without regard to case.
package struct HeaderFields: Sendable, Hashable {
    /// The fields, one pair a line on the wire.
    package private(set) var fields: [HeaderField] = []

    /// Creates an empty list.
    package init() {}

    /// Returns the first value of a field, or `nil` where it is absent.
    package subscript(name: String) -> String? {
        fields.first { $0.isNamed(name) }?.value
    }

    /// Returns all values of a field.
    package func values(of name: String) -> [String] {
        fields.filter { $0.isNamed(name) }.map(\.value)
    }

    /// Adds a line, keeping lines of the same name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append(HeaderField(name: name, value: value))
    }

    /// Replaces all lines of that name by one.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        add(name, value)
    }

    /// Removes all lines of that name.
    package mutating func remove(_ name: String) {
        fields.removeAll { $0.isNamed(name) }
    }

    /// Removes the fields that the predicate picks.
    package mutating func removeAll(where predicate: (HeaderField) -> Bool) {
        fields.removeAll(where: predicate)
    }

    /// Rewrites each field's name.
    package mutating func renameAll(_ transform: (String) -> String) {
        fields = fields.map { HeaderField(name: transform($0.name), value: $0.value) }
    }
}

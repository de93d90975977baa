/// One header line.
package struct HeaderField: Sendable, Hashable {
    /// The name in the case it is sent in.
    package var name: String
    /// The value, possibly empty.
    package var value: String

    /// Creates a field.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Returns whether the field bears that name, in any case.
    func isNamed(_ other: String) -> Bool {
        name.lowercased() == other.lowercased()
    }
}
